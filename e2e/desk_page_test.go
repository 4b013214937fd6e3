package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/browser"
	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// crew is the agents of a queue that nobody else serves.
type crew struct {
	t     *testing.T
	s     *rejoin.Server
	url   string // where their desks are
	queue string // id
	flow  string // id of the flow that leads into the queue
	names []string
}

const crewPassword = "Abcdefg1"

// crewOf makes a queue and agents who serve it, by their first names. From the queue a
// chat can be transferred to each of them.
func crewOf(t *testing.T, s *rejoin.Server, names ...string) *crew {
	t.Helper()
	client, instance := s.Connect(), aws.String(s.InstanceID())
	_, security := profiles(t, client, instance)
	hours, err := client.ListHoursOfOperations(t.Context(), &connect.ListHoursOfOperationsInput{InstanceId: instance})
	must(t, err)
	c := &crew{t: t, s: s, url: s.URL}
	name := fmt.Sprintf("Orders %d", flowsMade.Add(1))
	q, err := client.CreateQueue(t.Context(), &connect.CreateQueueInput{
		InstanceId: instance, Name: aws.String(name), HoursOfOperationId: hours.HoursOfOperationSummaryList[0].Id,
	})
	must(t, err)
	c.queue = aws.ToString(q.QueueId)
	profile, err := client.CreateRoutingProfile(t.Context(), &connect.CreateRoutingProfileInput{
		InstanceId: instance, Name: aws.String(name), Description: aws.String("for one queue"), DefaultOutboundQueueId: q.QueueId,
		MediaConcurrencies: []types.MediaConcurrency{{Channel: types.ChannelChat, Concurrency: aws.Int32(3)}},
		QueueConfigs: []types.RoutingProfileQueueConfig{{
			Delay: aws.Int32(0), Priority: aws.Int32(1),
			QueueReference: &types.RoutingProfileQueueReference{Channel: types.ChannelChat, QueueId: q.QueueId},
		}},
	})
	must(t, err)
	flows, err := client.ListContactFlows(t.Context(), &connect.ListContactFlowsInput{
		InstanceId: instance, ContactFlowTypes: []types.ContactFlowType{types.ContactFlowTypeAgentTransfer},
	})
	must(t, err)
	var places []string
	for _, first := range names {
		login := fmt.Sprintf("%s-%d", strings.ToLower(first), flowsMade.Add(1))
		user, err := client.CreateUser(t.Context(), &connect.CreateUserInput{
			InstanceId: instance, Username: aws.String(login), Password: aws.String(crewPassword),
			IdentityInfo:     &types.UserIdentityInfo{FirstName: aws.String(first), LastName: aws.String("Agent")},
			PhoneConfig:      &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone},
			RoutingProfileId: profile.RoutingProfileId, SecurityProfileIds: security,
		})
		must(t, err)
		to, err := client.CreateQuickConnect(t.Context(), &connect.CreateQuickConnectInput{
			InstanceId: instance, Name: aws.String(login), QuickConnectConfig: &types.QuickConnectConfig{
				QuickConnectType: types.QuickConnectTypeUser,
				UserConfig:       &types.UserQuickConnectConfig{UserId: user.UserId, ContactFlowId: flows.ContactFlowSummaryList[0].Id},
			},
		})
		must(t, err)
		places = append(places, aws.ToString(to.QuickConnectId))
		c.names = append(c.names, login)
	}
	_, err = client.AssociateQueueQuickConnects(t.Context(), &connect.AssociateQueueQuickConnectsInput{
		InstanceId: instance, QueueId: q.QueueId, QuickConnectIds: places,
	})
	must(t, err)
	c.flow = flowID(t, s, name, queueing(c.queue))
	return c
}

// at has one of the agents go to his desk and sign in by hand on the way. Until then the browser tells of
// requests that were refused, which is how the page learns that nobody is signed in.
func (c *crew) at(i int, options map[string]any) *browser.Visitor {
	c.t.Helper()
	userName, noChats := "User name", "No chats"
	if options["locale"] == "de-AT" {
		userName, noChats = "Benutzername", "Keine Chats"
	}
	v := inBrowser(c.t).Browser.Visit(c.t, c.url+"/ccp-v2/", options)
	v.Focused(userName)
	v.Type(c.names[i])
	v.Press("Tab")
	v.Type(crewPassword)
	v.Press("Enter")
	v.See(noChats)
	signedIn := len(v.Complaints())
	c.t.Cleanup(func() {
		unplugged := func(line string) bool { return strings.Contains(line, "ERR_INTERNET_DISCONNECTED") }
		if got := slices.DeleteFunc(v.Complaints()[signedIn:], unplugged); len(got) > 0 {
			c.t.Errorf("the page of %s complains:\n%s", c.names[i], strings.Join(got, "\n"))
		}
	})
	return v
}

// arrives has a customer come into the queue.
func (c *crew) arrives(changes ...chatStart) *chatjs.Participant {
	c.t.Helper()
	return chatjs.Join(c.t, c.s.URL, start(c.t, c.s, append(changes, withFlow(c.flow))...), chatjs.Options{PromptReceipts: true})
}

// desktop is how a browser context looks at a page in a full tab, ccp in a frame as
// narrow as those of the pages that agents work with.
func desktop(locale, scheme string) map[string]any { return sized(1200, 760, locale, scheme) }
func ccp(locale, scheme string) map[string]any     { return sized(300, 560, locale, scheme) }

func sized(width, height int, locale, scheme string) map[string]any {
	return map[string]any{
		"viewport": map[string]int{"width": width, "height": height}, "locale": locale, "timezoneId": "UTC", "colorScheme": scheme,
		"reducedMotion": "reduce",
	}
}

// becomesAvailable chooses the status by keys alone: the focus is on its button.
func becomesAvailable(v *browser.Visitor) {
	v.Press("Enter")
	v.Press("a")
	v.Press("Enter")
}

// earlierChat is a chat that has ended, with more messages than a page of the past.
func earlierChat(t *testing.T, s *rejoin.Server) (contact string, said []string) {
	t.Helper()
	p := arrive(t, s)
	for n := range 40 {
		said = append(said, fmt.Sprintf("question %d", n))
		p.Say(said[n])
	}
	p.Disconnect()
	p.Await(0, "onEnded", nil)
	return p.Details.ContactID, said
}

// An agent works at the desk by keyboard alone: signs in, becomes available, accepts a
// chat that goes on with a past one, talks, reads up to its beginning, and passes it
// on to a colleague at a narrow desk, who ends it. Both clear it.
func TestDeskPage(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	c := crewOf(t, s, "Bert", "Dora")
	past, said := earlierChat(t, s)
	bert := c.at(0, desktop("en-GB", "light"))
	bert.Screenshot("desk-offline")
	becomesAvailable(bert)
	bert.See("New chats appear here")
	customer := c.arrives(continuing(types.RehydrationTypeEntirePastSession, past), func(in *connect.StartChatContactInput) {
		in.Attributes = map[string]string{"tier": "gold", "order": "4711-0815"}
	})
	before := customer.Position()
	bert.See("Incoming chat")
	bert.Press("Alt+a")
	customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.ContentType == chatjs.Joined && i.ParticipantRole == "AGENT" })
	bert.See("4711-0815")
	said = append(said, talkAtDesk(t, bert, customer)...)
	readAtDesk(t, bert, said)

	dora := c.at(1, ccp("en-GB", "light"))
	becomesAvailable(dora)
	dora.See("New chats appear here")
	bert.Press("Alt+t")
	bert.See("Transfer the chat with Ada")
	bert.See(c.names[1])
	bert.Type("dör") // accents make no difference
	wantNamed(t, bert)
	bert.Screenshot("desk-transfer")
	bert.Press("Enter")
	dora.See("passed this chat on")
	dora.Screenshot("desk-narrow-offer")
	wantNamed(t, dora)
	dora.Press("Alt+a")
	dora.See("thank you")
	bert.See("Finish your work on it")
	bert.Screenshot("desk-after")
	wantNamed(t, bert)
	bert.Reload()
	bert.See("Finish your work on it")
	bert.See("thank you") // the tab has kept it, as nobody else would show it him now
	bert.Gone("The conversation cannot be shown any more.")
	bert.Again()
	bert.SeeThere("Finish your work on it")
	bert.SeeThere("thank you") // which the first tab has told it
	bert.Press("Alt+c")
	bert.See("No chats")

	before = customer.Position()
	dora.Type("Dora here")
	dora.Press("Enter")
	customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.Content == "Dora here" })
	dora.See("Sent")
	dora.Screenshot("desk-narrow-chat")
	dora.Press("Alt+i")
	dora.See("4711-0815")
	dora.Screenshot("desk-narrow-details")
	dora.Press("Alt+i")
	dora.Press("Alt+x")
	dora.See("End the chat with Ada?")
	wantNamed(t, dora)
	dora.Press("Enter")
	customer.Await(before, "onEnded", nil)
	dora.See("Finish your work on it")
	dora.Press("Alt+c")
	dora.See("No chats")
}

// talkAtDesk has agent and customer talk, and gives the words in order.
func talkAtDesk(t *testing.T, agent *browser.Visitor, customer *chatjs.Participant) []string {
	t.Helper()
	before := customer.Position()
	customer.Say("is <b>anybody</b> there?")
	agent.See("is <b>anybody</b> there?")
	customer.Await(before, "onReadReceipt", nil)
	_, err := customer.SendEvent(chatjs.Typing, nil)
	must(t, err)
	agent.See("Ada is typing…")
	customer.Say("hello?")
	agent.See("hello?")
	agent.Gone("Ada is typing…")
	before = customer.Position()
	agent.Type("yes, Bert")
	customer.Await(before, "onTyping", nil)
	agent.Press("Enter")
	id := customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.Content == "yes, Bert" }).Data.ID
	agent.See("Sent")
	customer.Report(chatjs.Delivered, id)
	agent.See("Delivered")
	customer.Report(chatjs.Read, id)
	agent.See("Read")
	customer.Say("thank you")
	agent.See("thank you")
	return []string{"is <b>anybody</b> there?", "hello?", "yes, Bert", "thank you"}
}

// readAtDesk scrolls up to the beginning of a chat that has one past contact.
func readAtDesk(t *testing.T, v *browser.Visitor, said []string) {
	t.Helper()
	v.Screenshot("desk-chat")
	wantNamed(t, v)
	if words := wordsOf(v); len(words) >= len(said) {
		t.Errorf("got all %d messages at once, want the past to load on scroll", len(words))
	}
	for range 40 { // more than there are pages, each of which a turn loads
		v.Scroll(".log", -4000)
		if slices.Contains(v.Texts(".beginning:not([hidden])"), "This is the beginning of the conversation.") {
			break
		}
	}
	v.See("This is the beginning of the conversation.")
	wantSame(t, "the conversation", wordsOf(v), said)
	if seams := v.Texts(".seam"); len(seams) != 1 || !strings.Contains(seams[0], "contact ") {
		t.Errorf("got seams %q, want one between the two contacts, that names the second", seams)
	}
	v.Scroll(".log", 1800)
	v.Screenshot("desk-past")
}

// Two pages of one agent show the same, in German and in the dark: one takes a status,
// the other rejects a chat.
func TestDeskPageInGerman(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	c := crewOf(t, s, "Bert")
	one, two := c.at(0, desktop("de-AT", "dark")), c.at(0, ccp("de-AT", "dark"))
	if lang := one.Attributes("html", "lang"); fmt.Sprint(lang) != "[de]" {
		t.Errorf("got the language %s, want de", lang)
	}
	becomesAvailable(one)
	for _, v := range []*browser.Visitor{one, two} {
		v.See("Neue Chats erscheinen hier")
	}
	c.arrives()
	for _, v := range []*browser.Visitor{one, two} {
		v.See("Eingehender Chat")
	}
	one.Screenshot("desk-german-offer")
	two.Press("Alt+r")
	for _, v := range []*browser.Visitor{one, two} {
		v.See("Sie haben diesen Chat abgelehnt.")
		wantNamed(t, v)
	}
	two.Screenshot("desk-german-rejected")
	one.Press("Alt+h")
	one.See("Den eingehenden Chat annehmen")
	one.Screenshot("desk-german-help")
	wantNamed(t, one)
	one.Press("Escape")
	one.Gone("Den eingehenden Chat annehmen")
	one.Press("Alt+s")
	one.Screenshot("desk-german-status")
	wantNamed(t, one)
	one.Press("o") // Offline
	one.Press("Enter")
	one.Press("Alt+c")
	for _, v := range []*browser.Visitor{one, two} {
		v.See("erhalten Sie keine neuen Chats")
	}
}

// Several chats stand side by side: what is new is counted where nobody looks, arrows
// lead from one to the next, and each draft waits for its agent. What is said while the
// desk has no network comes with it.
func TestDeskPageHasManyChats(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	c := crewOf(t, s, "Bert")
	v := c.at(0, desktop("en-GB", "light"))
	becomesAvailable(v)
	v.See("New chats appear here")
	var customers []*chatjs.Participant
	for i, name := range []string{"Ada", "Grace"} {
		p := c.arrives(func(in *connect.StartChatContactInput) { in.ParticipantDetails.DisplayName = aws.String(name) })
		before := p.Position()
		if i == 0 {
			v.See("Incoming chat")
		} else {
			v.See("Incoming chat from Grace") // whoever is in another chat notices
			v.Screenshot("desk-second-offer")
			wantNamed(t, v)
		}
		v.Press("Alt+a")
		p.Await(before, "onMessage", func(i chatjs.Item) bool { return i.ContentType == chatjs.Joined && i.ParticipantRole == "AGENT" })
		customers = append(customers, p)
	}
	ada, grace := customers[0], customers[1]
	v.See("Send")
	v.Type("a draft for Grace")
	ada.Say("one")
	ada.Say("two")
	v.See("2 new")
	_, err := ada.SendEvent(chatjs.Typing, nil)
	must(t, err)
	v.See("typing…")
	v.Screenshot("desk-two-chats")
	wantNamed(t, v)
	before := ada.Position()
	v.Click("tab", "Grace")
	v.Click("tab", "Ada")
	v.Gone("2 new")
	ada.Await(before, "onReadReceipt", nil)
	v.Type("for Ada")
	v.Press("Enter")
	ada.Await(before, "onMessage", func(i chatjs.Item) bool { return i.Content == "for Ada" })
	wantSame(t, "what Ada's chat shows", wordsOf(v), []string{"one", "two", "for Ada"})

	v.Online(false)
	v.See("The server cannot be reached.")
	grace.Say("are you there?")
	v.Online(true)
	v.Gone("The server cannot be reached.")
	v.Press("Alt+n")
	v.See("are you there?")
	v.Press("Enter")
	grace.Await(0, "onMessage", func(i chatjs.Item) bool { return i.Content == "a draft for Grace" })
	v.Click("tab", "Grace")
	v.Press("Alt+s")
	v.Press("o")
	v.Press("Enter")
	v.See("then Offline")
}
