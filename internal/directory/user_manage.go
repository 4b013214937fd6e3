package directory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// UserDraft is a user to be created.
type UserDraft struct {
	Username string
	// Password is hashed and then forgotten; "" makes a user without one.
	Password string
	// Once has the user choose another password at the first sign-in.
	Once bool
	// Spec has ids or ARNs of profiles, and no password.
	Spec UserSpec
	Tags map[string]string
}

// CreateUser adds a user, who has a queue from then on. KindNotFound (instance,
// profiles, hierarchy group), KindInvalid, KindDuplicate. spec: CreateUser.
func (d *Directory) CreateUser(ctx context.Context, instance chat.InstanceID, draft UserDraft) (User, error) {
	if _, err := d.Instance(ctx, string(instance)); err != nil {
		return User{}, err
	}
	if err := checkUsername(draft.Username); err != nil {
		return User{}, err
	}
	u := User{
		Entry: Entry{InstanceID: instance, ID: d.newID(), Name: draft.Username, Tags: draft.Tags},
		Spec:  draft.Spec,
	}
	for _, settle := range []func(context.Context, *User) error{
		checkIdentity, checkPhones, d.settleSecurityProfiles, d.settleRoutingProfile, settleHierarchy,
	} {
		if err := settle(ctx, &u); err != nil {
			return User{}, err
		}
	}
	if draft.Password != "" {
		u.Spec.PasswordHash, u.Spec.PasswordOnce = hashPassword(draft.Password), draft.Once
	}
	var err error
	u.Entry, err = create(ctx, d, KindUser, u.Entry, u.Spec)
	if chat.KindOf(err) == chat.KindDuplicate {
		err = &chat.Error{Kind: chat.KindDuplicate, Member: "Username", Detail: "another user has this name"}
	}
	return u, err
}

// SetUserIdentity replaces what is known of a user as a person. KindNotFound,
// KindInvalid. spec: UpdateUserIdentityInfo.
func (d *Directory) SetUserIdentity(ctx context.Context, instance chat.InstanceID, reference string, i UserIdentity) error {
	return d.changeUser(ctx, instance, reference, func(ctx context.Context, u *User) error {
		u.Spec.Identify(i)
		return checkIdentity(ctx, u)
	})
}

// SetUserPhone replaces how contacts reach a user, on all channels alike.
// KindNotFound, KindInvalid. spec: UpdateUserPhoneConfig.
func (d *Directory) SetUserPhone(ctx context.Context, instance chat.InstanceID, reference string, p PhoneConfig) error {
	return d.changeUser(ctx, instance, reference, func(ctx context.Context, u *User) error {
		u.Spec.PhoneConfig = p
		var left []ChannelConfig
		for _, c := range u.Spec.Channels {
			if c.VoiceEnhancementMode != "" { // of which a PhoneConfig says nothing
				left = append(left, ChannelConfig{Channel: c.Channel, VoiceEnhancementMode: c.VoiceEnhancementMode})
			}
		}
		u.Spec.Channels = left
		return checkPhones(ctx, u)
	})
}

// SetUserRoutingProfile gives a user another routing profile, by id or ARN.
// KindNotFound. spec: UpdateUserRoutingProfile.
func (d *Directory) SetUserRoutingProfile(ctx context.Context, instance chat.InstanceID, reference, profile string) error {
	return d.changeUser(ctx, instance, reference, func(ctx context.Context, u *User) error {
		u.Spec.RoutingProfileID = profile
		return d.settleRoutingProfile(ctx, u)
	})
}

// SetUserSecurityProfiles replaces a user's security profiles, given by ids or
// ARNs. KindNotFound. spec: UpdateUserSecurityProfiles.
func (d *Directory) SetUserSecurityProfiles(ctx context.Context, instance chat.InstanceID, reference string, profiles []string) error {
	return d.changeUser(ctx, instance, reference, func(ctx context.Context, u *User) error {
		u.Spec.SecurityProfileIDs = profiles
		return d.settleSecurityProfiles(ctx, u)
	})
}

// SetUserHierarchy puts a user into a group of the hierarchy, "" for none.
// KindNotFound. spec: UpdateUserHierarchy.
func (d *Directory) SetUserHierarchy(ctx context.Context, instance chat.InstanceID, reference, group string) error {
	return d.changeUser(ctx, instance, reference, func(ctx context.Context, u *User) error {
		u.Spec.HierarchyGroupID = group
		return settleHierarchy(ctx, u)
	})
}

// SetUserPassword replaces a user's password. Once has the user choose another at the
// next sign-in. KindNotFound.
func (d *Directory) SetUserPassword(ctx context.Context, instance chat.InstanceID, reference, password string, once bool) error {
	hash := hashPassword(password)
	return d.changeUser(ctx, instance, reference, func(_ context.Context, u *User) error {
		u.Spec.PasswordHash, u.Spec.PasswordOnce = hash, once
		return nil
	})
}

// DeleteUser removes a user and the user's own queue. Flows that name the user take
// their error branch from then on. KindNotFound. spec: DeleteUser.
func (d *Directory) DeleteUser(ctx context.Context, instance chat.InstanceID, reference string) error {
	u, err := d.User(ctx, instance, reference)
	if err != nil {
		return err
	}
	return explain(KindUser, d.store.DeleteResource(ctx, instance, KindUser.Store, u.ID))
}

// changeUser reads, changes and writes a user. fn may run more than once.
func (d *Directory) changeUser(ctx context.Context, instance chat.InstanceID, reference string, fn func(context.Context, *User) error) error {
	return change(ctx, d, KindUser, instance, reference, func(e *Entry, s *UserSpec) error {
		u := User{*e, *s}
		if err := fn(ctx, &u); err != nil {
			return err
		}
		*s = u.Spec
		return nil
	})
}

// checkUsername takes letters, digits and _ - . @ \. spec: CreateUser Username.
func checkUsername(name string) error {
	for _, r := range name {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(`_-.@\`, r) {
			return chat.Invalid("Username", `may have letters, digits and _ - . @ \ only`)
		}
	}
	return nil
}

func checkIdentity(_ context.Context, u *User) error {
	if err := checkEmail("IdentityInfo.Email", u.Spec.Email); err != nil {
		return err
	}
	return checkEmail("IdentityInfo.SecondaryEmail", u.Spec.SecondaryEmail)
}

func checkEmail(member, address string) error {
	before, after, _ := strings.Cut(address, "@")
	if address != "" && (before == "" || after == "" || strings.ContainsFunc(address, unicode.IsSpace)) {
		return chat.Invalid(member, "is not an email address")
	}
	return nil
}

func checkPhones(_ context.Context, u *User) error {
	if p := u.Spec.PhoneConfig; p.PhoneType == deskPhone && p.DeskPhoneNumber == "" {
		return chat.Invalid("PhoneConfig.DeskPhoneNumber", "is required for a DESK_PHONE")
	}
	if err := checkWork("PhoneConfig", &u.Spec.PhoneConfig.AfterContactWorkTimeLimit); err != nil {
		return err
	}
	for _, c := range u.Spec.Channels {
		for _, limit := range []*int{c.AfterContactWorkTimeLimit, c.CallbackAfterContactWorkTimeLimit} {
			if err := checkWork("AfterContactWorkConfigs", limit); err != nil {
				return err
			}
		}
	}
	return nil
}

// deskPhone is a PhoneType. spec: PhoneType.
const deskPhone = "DESK_PHONE"

// maxWork bounds after-contact work, in seconds. spec: UserPhoneConfig
// AfterContactWorkTimeLimit.
const maxWork = 2_000_000

func checkWork(member string, limit *int) error {
	if limit != nil && *limit > maxWork {
		return chat.Invalid(member+".AfterContactWorkTimeLimit", fmt.Sprintf("must be at most %d", maxWork))
	}
	return nil
}

// settleRoutingProfile turns what was given for a routing profile into the id of
// one that exists.
func (d *Directory) settleRoutingProfile(ctx context.Context, u *User) error {
	p, err := d.RoutingProfile(ctx, u.InstanceID, u.Spec.RoutingProfileID)
	if err != nil {
		return about("RoutingProfileId", err)
	}
	u.Spec.RoutingProfileID = p.ID
	return nil
}

// settleSecurityProfiles does so for security profiles; each is kept once.
func (d *Directory) settleSecurityProfiles(ctx context.Context, u *User) error {
	var ids []string
	for _, reference := range u.Spec.SecurityProfileIDs {
		p, err := d.SecurityProfile(ctx, u.InstanceID, reference)
		if err != nil {
			return about("SecurityProfileIds", err)
		}
		if !slices.Contains(ids, p.ID) {
			ids = append(ids, p.ID)
		}
	}
	u.Spec.SecurityProfileIDs = ids
	return nil
}

// settleHierarchy knows no group: there is no hierarchy yet.
func settleHierarchy(_ context.Context, u *User) error {
	if u.Spec.HierarchyGroupID != "" {
		return chat.NotFound("HierarchyGroupId", "the hierarchy group does not exist")
	}
	return nil
}

// about makes an error of the domain one about a member of the request.
func about(member string, err error) error {
	var known *chat.Error
	if !errors.As(err, &known) || known.Kind != chat.KindNotFound {
		return err
	}
	e := *known
	e.Member = member
	return &e
}
