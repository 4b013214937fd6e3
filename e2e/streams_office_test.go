package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/browser"
	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
	"github.com/rejoin-chat/rejoin/e2e/streams"
)

// office is a server with agents whose own pages, of another origin, frame one of its
// pages.
type office struct {
	streamsMode
	s       *rejoin.Server
	door    *streams.Door
	outer   string // origin of the agents' pages
	browser *browser.Browser

	// ann is an agent who is available and has a page open. She serves a queue alone
	// and takes three chats.
	ann     *streams.AgentPage
	annUser *worker

	rested *rest // nil until it was measured
}

// lunch is a status that the office has besides those of every instance.
const lunch = "Lunch"

// openOffice starts the server, with further arguments, and opens the page of ann. All
// of it ends with the test.
func openOffice(t *testing.T, mode streamsMode, args ...string) *office {
	t.Helper()
	o := &office{streamsMode: mode, door: streams.NewDoor(t, mode.tls), browser: inBrowser(t).Browser}
	o.s = rejoin.Start(t, rejoin.Options{PublicURL: o.door.URL, Args: args})
	o.s.Settings["AWS_ENDPOINT_URL"] = o.s.URL // which needs no certificate
	o.door.To(o.s.URL)
	if mode.moves {
		o.door.MoveWorkers()
	}
	site := streams.NewDoor(t, mode.tls)
	site.To(o.browser.Shop())
	o.outer = site.URL
	client, instance := o.s.Connect(), aws.String(o.s.InstanceID())
	_, err := client.AssociateApprovedOrigin(t.Context(), &connect.AssociateApprovedOriginInput{
		InstanceId: instance, Origin: aws.String(o.outer),
	})
	must(t, err)
	_, err = client.CreateAgentStatus(t.Context(), &connect.CreateAgentStatusInput{
		InstanceId: instance, Name: aws.String(lunch), State: types.AgentStatusStateEnabled,
	})
	must(t, err)
	o.annUser = o.hire(t, "Ann", 3)
	o.annUser.is(t, types.AgentStatusTypeRoutable)
	o.ann = o.open(t, o.annUser, map[string]any{"loginPopup": true, "ccpLoadTimeout": 30_000})
	o.ann.Await(0, "agent", nil)
	return o
}

// worker is a user of the office.
type worker struct {
	o       *office
	id      string
	name    string // of the user
	first   string // name
	queue   string // id of the one that nobody else serves, unless it is given to others
	flow    string // id of one that leads there
	cookies []browser.Cookie
}

// password is that of all users of an office.
const officePassword = "Abcdefg1"

// hire makes an agent with a queue of his own, besides the given ones, and signs him in.
func (o *office) hire(t *testing.T, first string, places int32, queues ...string) *worker {
	t.Helper()
	client, instance := o.s.Connect(), aws.String(o.s.InstanceID())
	_, security := profiles(t, client, instance)
	w := &worker{o: o, first: first, name: fmt.Sprintf("%s-%d", first, flowsMade.Add(1))}
	w.queue = o.queue(t, w.name)
	w.flow = flowID(t, o.s, "to "+w.name, queueing(w.queue))
	var served []types.RoutingProfileQueueConfig
	for _, id := range append(queues, w.queue) {
		served = append(served, types.RoutingProfileQueueConfig{
			Delay: aws.Int32(0), Priority: aws.Int32(1),
			QueueReference: &types.RoutingProfileQueueReference{Channel: types.ChannelChat, QueueId: aws.String(id)},
		})
	}
	p, err := client.CreateRoutingProfile(t.Context(), &connect.CreateRoutingProfileInput{
		InstanceId: instance, Name: aws.String(w.name), Description: aws.String("an office's"), DefaultOutboundQueueId: aws.String(w.queue),
		MediaConcurrencies: []types.MediaConcurrency{{Channel: types.ChannelChat, Concurrency: aws.Int32(places)}}, QueueConfigs: served,
	})
	must(t, err)
	user, err := client.CreateUser(t.Context(), &connect.CreateUserInput{
		InstanceId: instance, Username: aws.String(w.name), Password: aws.String(officePassword),
		IdentityInfo:     &types.UserIdentityInfo{FirstName: aws.String(first), LastName: aws.String("Agent")},
		PhoneConfig:      &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone},
		RoutingProfileId: p.RoutingProfileId, SecurityProfileIds: security,
	})
	must(t, err)
	w.id = aws.ToString(user.UserId)
	w.cookies = o.signIn(t, w.name)
	return w
}

// queue makes a queue.
func (o *office) queue(t *testing.T, name string) string {
	t.Helper()
	client, instance := o.s.Connect(), aws.String(o.s.InstanceID())
	hours, err := client.ListHoursOfOperations(t.Context(), &connect.ListHoursOfOperationsInput{InstanceId: instance})
	must(t, err)
	q, err := client.CreateQueue(t.Context(), &connect.CreateQueueInput{
		InstanceId: instance, Name: aws.String(name), HoursOfOperationId: hours.HoursOfOperationSummaryList[0].Id,
	})
	must(t, err)
	return aws.ToString(q.QueueId)
}

// signIn is what the browser has of a user who signed in.
func (o *office) signIn(t *testing.T, name string) []browser.Cookie {
	t.Helper()
	someone := newPerson(t)
	someone.client.Transport = o.door.Client().Transport
	someone.submit(someone.open(o.door.URL+"/login"), "name", name, "password", officePassword)
	at, err := url.Parse(o.door.URL)
	must(t, err)
	var cookies []browser.Cookie
	for _, c := range someone.client.Jar.Cookies(at) {
		kept := browser.Cookie{Name: c.Name, Value: c.Value, URL: o.door.URL, HTTPOnly: true, SameSite: "Lax"}
		if o.tls {
			kept.Secure, kept.SameSite = true, "None"
		}
		cookies = append(cookies, kept)
	}
	if len(cookies) != 1 {
		t.Fatalf("got cookies %v of the sign-in, want one", cookies)
	}
	return cookies
}

// unhurried are parameters of initCCP for a busy machine. By itself the library makes a
// frame anew that has not answered within five seconds.
var unhurried = map[string]any{"ccpLoadTimeout": 30_000}

// open shows a user's page, or nobody's. It ends with the test. It is unhurried without
// parameters.
func (o *office) open(t *testing.T, w *worker, params map[string]any) *streams.AgentPage {
	t.Helper()
	if params == nil {
		params = unhurried
	}
	options := streams.Options{
		Browser: o.browser, Outer: o.outer, CCP: o.door.URL + o.path, Endpoint: o.door.URL, Params: params,
	}
	if w != nil {
		options.Cookies, options.Profile = w.cookies, w.name
	}
	return streams.Open(t, options)
}

// is gives a user the first status of a type.
func (w *worker) is(t *testing.T, kind types.AgentStatusType) {
	t.Helper()
	client, instance := w.o.s.Connect(), aws.String(w.o.s.InstanceID())
	all, err := client.ListAgentStatuses(t.Context(), &connect.ListAgentStatusesInput{
		InstanceId: instance, AgentStatusTypes: []types.AgentStatusType{kind},
	})
	must(t, err)
	_, err = client.PutUserStatus(t.Context(), &connect.PutUserStatusInput{
		InstanceId: instance, UserId: aws.String(w.id), AgentStatusId: all.AgentStatusSummaryList[0].Id,
	})
	must(t, err)
}

// chat starts a chat that goes to a user's queue.
func (w *worker) chat(t *testing.T, changes ...chatStart) chatjs.Details {
	t.Helper()
	return start(t, w.o.s, append([]chatStart{withFlow(w.flow)}, changes...)...)
}

// customer lets a customer in, with ChatJS.
func (o *office) customer(t *testing.T, d chatjs.Details) *chatjs.Participant {
	t.Helper()
	return chatjs.Join(t, o.door.URL, d, chatjs.Options{Trust: o.door.Certificate, PromptReceipts: true})
}

// offered is a chat that ann is offered, which is over when the test is.
func (o *office) offered(t *testing.T, changes ...chatStart) (ann *streams.AgentPage, d chatjs.Details) {
	t.Helper()
	d = o.annUser.chat(t, changes...)
	t.Cleanup(func() { o.tidy(o.ann, d.ContactID) })
	ann = o.ann.For(t)
	ann.AwaitContact(d.ContactID, "contact.onConnecting")
	return ann, d
}

// accepted is one that she has taken, too.
func (o *office) accepted(t *testing.T, changes ...chatStart) (ann *streams.AgentPage, d chatjs.Details) {
	t.Helper()
	ann, d = o.offered(t, changes...)
	must(t, ann.Accept(d.ContactID))
	ann.AwaitContact(d.ContactID, "contact.onConnected")
	return ann, d
}

// tidy has nothing left of a contact on a page.
func (o *office) tidy(p *streams.AgentPage, contact string) {
	p.Evaluate(tidying, contact, nil)
}

// tidying ends what is not over and clears what is.
const tidying = `
	const found = () => new connect.Agent().getContacts().find((c) => c.getContactId() === args);
	const done = (of, name) => new Promise((resolve) => of[name]({ success: resolve, failure: resolve }));
	for (let c = found(); c; c = found()) {
		const state = c.getStatus().type;
		if (state === 'connecting') await done(c, 'accept');
		else if (state === 'connected') await done(c.getAgentConnection(), 'destroy');
		else await done(c, 'clear');
		await new Promise((resolve) => setTimeout(resolve, 20));
	}`

// refused wants a call to have failed with a code that the server answered.
func refused(t *testing.T, err error, code string) {
	t.Helper()
	r, ok := err.(*streams.Refusal)
	if !ok || r.Type != code || r.StatusCode != http.StatusBadRequest {
		t.Errorf("got %v, want it to be refused with %s", err, code)
	}
}
