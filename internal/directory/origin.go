package directory

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// maxOrigins is how many origins an instance approves of, which all stand in a header
// of its pages. Amazon Connect names no number.
const maxOrigins = 100

// ApproveOrigin lets pages of an origin frame those of the instance: https://HOST[:PORT],
// or http:// for tests and networks of one's own. The same client token twice is one
// request. KindNotFound (instance), KindInvalid, KindConflict, KindQuota, KindRejected.
// spec: AssociateApprovedOrigin.
func (d *Directory) ApproveOrigin(ctx context.Context, instance chat.InstanceID, origin, token string) error {
	origin, err := originOf(origin)
	if err != nil {
		return err
	}
	have, err := d.ApprovedOrigins(ctx, instance)
	if err != nil {
		return err
	}
	if len(have) >= maxOrigins {
		return &chat.Error{Kind: chat.KindQuota, Member: "Origin", Detail: fmt.Sprintf("an instance has at most %d approved origins", maxOrigins)}
	}
	return d.Associate(ctx, Associable{Kind: KindOrigin, ID: origin, Member: "Origin", Instance: instance}, token)
}

// DisapproveOrigin takes the approval back. KindNotFound, KindInvalid, KindRejected.
// spec: DisassociateApprovedOrigin.
func (d *Directory) DisapproveOrigin(ctx context.Context, instance chat.InstanceID, origin, token string) error {
	origin, err := originOf(origin)
	if err != nil {
		return err
	}
	return d.Disassociate(ctx, Associable{Kind: KindOrigin, ID: origin, Member: "Origin", Instance: instance}, token)
}

// ApprovedOrigins are the origins whose pages may frame those of the instance, in
// order, each as browsers write it.
func (d *Directory) ApprovedOrigins(ctx context.Context, instance chat.InstanceID) ([]string, error) {
	return d.associated(ctx, KindOrigin, instance, nil)
}

// originOf is an origin as browsers write it.
func originOf(text string) (string, error) {
	u, err := url.Parse(strings.ToLower(text))
	known := err == nil && (u.Scheme == "https" || u.Scheme == "http")
	if !known || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" ||
		strings.ContainsFunc(u.Host, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`;,'"*\%`, r) }) {
		return "", chat.Invalid("Origin", "want https://HOST[:PORT], without a path")
	}
	host := u.Host
	switch u.Scheme + u.Port() {
	case "https443", "http80":
		host = strings.TrimSuffix(host, ":"+u.Port())
	}
	return u.Scheme + "://" + host, nil
}
