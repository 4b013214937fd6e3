package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/cluster"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

const (
	// routedWaiting is how many contacts may wait for agents at once, fewer than
	// these have places: then whoever waits for long was forgotten.
	routedWaiting = 8
	// routedBetween is how many contacts find an agent between two failures.
	routedBetween = 12
	// offeredWithin is for how long a contact may wait for an offer, whatever dies:
	// a sweep comes every five seconds, to which a restart is added, or a lock that
	// a dead node's connection held, and that the machine is busy.
	offeredWithin = 30 * time.Second
)

// Agents work and chats come in while the server is killed and started again; with
// several nodes one is killed after the other, and the rest go on. Whatever was
// acknowledged, no contact ever has two owners and none is forgotten, nobody is
// offered more than he has places for, what he rejected before he cleared it, or
// anything while he is away.
func TestRoutingSurvivesKills(t *testing.T) {
	t.Parallel()
	var s *rejoin.Server
	var failures []func() (mend func())
	if rejoin.Scaled() {
		c := cluster.Start(t, cluster.Options{})
		s = c.Server
		for _, n := range c.Nodes {
			failures = append(failures, func() func() {
				n.Kill()
				return func() { must(t, n.Up()) }
			})
		}
	} else {
		s = rejoin.Start(t, rejoin.Options{})
		for range 8 {
			failures = append(failures, func() func() {
				s.Kill()
				must(t, s.Up())
				return nil
			})
		}
	}
	f := openRoutedFloor(t, s)
	for range rounds() {
		for i, fail := range failures {
			f.awaitTaken(routedBetween)
			began := time.Now()
			mend := fail()
			f.awaitAll(fmt.Sprintf("failure %d", i+1), began)
			if mend != nil {
				mend()
			}
		}
	}
	f.close()
}

// routedFloor is a contact centre at work.
type routedFloor struct {
	t      *testing.T
	s      *rejoin.Server
	book   *routingBook
	agents []*routedAgent
	flows  []string // each leads into another queue
	stop   func()   // no more chats come
	leave  func()   // the agents go home
	at     sync.WaitGroup
	coming sync.WaitGroup
}

// openRoutedFloor hires agents of two routing profiles, has them work and lets
// customers come.
func openRoutedFloor(t *testing.T, s *rejoin.Server) *routedFloor {
	t.Helper()
	f := &routedFloor{t: t, s: s, book: newRoutingBook()}
	first, second := f.queue("first"), f.queue("second")
	for _, q := range []string{first, second} {
		f.flows = append(f.flows, flowID(t, s, "queueing", queueing(q)))
	}
	narrow, wide := f.profile("narrow", 1, first), f.profile("wide", 3, second, first)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
	t.Cleanup(client.CloseIdleConnections)
	for i := range 3 {
		f.agents = append(f.agents,
			f.hire(client, fmt.Sprint("narrow-", i), narrow, 1, false), f.hire(client, fmt.Sprint("wide-", i), wide, 3, i == 0))
	}
	working, leave := context.WithCancel(context.Background())
	open, stop := context.WithCancel(working)
	f.leave, f.stop = leave, stop
	for _, a := range f.agents {
		f.at.Go(func() { a.work(working) })
	}
	f.coming.Go(func() { f.customers(open) })
	t.Cleanup(func() {
		leave()
		f.coming.Wait()
		f.at.Wait()
	})
	return f
}

func (f *routedFloor) queue(name string) string {
	f.t.Helper()
	client, instance := f.s.Connect(), aws.String(f.s.InstanceID())
	hours, err := client.ListHoursOfOperations(f.t.Context(), &connect.ListHoursOfOperationsInput{InstanceId: instance})
	must(f.t, err)
	q, err := client.CreateQueue(f.t.Context(), &connect.CreateQueueInput{
		InstanceId: instance, Name: aws.String(name), HoursOfOperationId: hours.HoursOfOperationSummaryList[0].Id,
	})
	must(f.t, err)
	return aws.ToString(q.QueueId)
}

// profile makes a routing profile of queues, the first of which goes before.
func (f *routedFloor) profile(name string, places int32, queues ...string) string {
	f.t.Helper()
	in := &connect.CreateRoutingProfileInput{
		InstanceId: aws.String(f.s.InstanceID()), Name: aws.String(name), Description: aws.String(name),
		DefaultOutboundQueueId: aws.String(queues[0]),
		MediaConcurrencies:     []types.MediaConcurrency{{Channel: types.ChannelChat, Concurrency: aws.Int32(places)}},
	}
	for i, q := range queues {
		in.QueueConfigs = append(in.QueueConfigs, types.RoutingProfileQueueConfig{
			Delay: aws.Int32(0), Priority: aws.Int32(int32(i + 1)),
			QueueReference: &types.RoutingProfileQueueReference{Channel: types.ChannelChat, QueueId: aws.String(q)},
		})
	}
	p, err := f.s.Connect().CreateRoutingProfile(f.t.Context(), in)
	must(f.t, err)
	return aws.ToString(p.RoutingProfileId)
}

// hire makes an agent, who is signed in.
func (f *routedFloor) hire(client *http.Client, name, profile string, places int, auto bool) *routedAgent {
	f.t.Helper()
	instance, admin := aws.String(f.s.InstanceID()), f.s.Connect()
	_, security := profiles(f.t, admin, instance)
	const password = "Abcdefg1"
	user, err := admin.CreateUser(f.t.Context(), &connect.CreateUserInput{
		InstanceId: instance, Username: aws.String(name), Password: aws.String(password),
		IdentityInfo:     &types.UserIdentityInfo{FirstName: aws.String(name), LastName: aws.String("Agent")},
		PhoneConfig:      &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone, AutoAccept: auto},
		RoutingProfileId: aws.String(profile), SecurityProfileIds: security,
	})
	must(f.t, err)
	someone := newPerson(f.t)
	someone.submit(someone.open(f.s.URL+"/login"), "name", name, "password", password)
	var token struct{ AccessToken string }
	must(f.t, json.Unmarshal([]byte(someone.open(f.s.URL+"/auth/authorize").body), &token))
	a := &routedAgent{
		Rand: rand.New(rand.NewPCG(uint64(len(f.agents)), 5)), book: f.book, client: client, url: f.s.URL, bearer: token.AccessToken,
		user: aws.ToString(user.UserId), places: places, auto: auto, states: map[string]map[string]any{}, refused: map[string]bool{},
	}
	var all struct{ States []map[string]any }
	if !a.insist(f.t.Context(), "GetAgentStates", map[string]any{"maxResults": 500}, &all) {
		f.t.Fatal("the statuses cannot be read")
	}
	for _, s := range all.States {
		a.states[fmt.Sprint(s["type"])] = s
	}
	return a
}

// customers start chats for as long as few wait, until ctx ends.
func (f *routedFloor) customers(ctx context.Context) {
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for n := 0; ctx.Err() == nil; {
		if len(f.book.waiting()) < routedWaiting {
			f.customer(ctx, n)
			n++
			continue
		}
		select {
		case <-again.C:
		case <-ctx.Done():
		}
	}
}

// customer starts a chat, until that is acknowledged.
func (f *routedFloor) customer(ctx context.Context, n int) {
	in := &connect.StartChatContactInput{
		InstanceId: aws.String(f.s.InstanceID()), ContactFlowId: aws.String(f.flows[n%len(f.flows)]),
		ParticipantDetails: &types.ParticipantDetails{DisplayName: aws.String(customerName)},
		ClientToken:        aws.String(fmt.Sprint("customer ", n)),
	}
	client := f.s.Connect()
	for ctx.Err() == nil {
		attempt, cancel := context.WithTimeout(ctx, answerIn)
		out, err := client.StartChatContact(attempt, in)
		cancel()
		if err == nil {
			f.book.start(aws.ToString(out.ContactId))
			return
		}
	}
}

// awaitTaken waits until so many more contacts have an owner.
func (f *routedFloor) awaitTaken(more int) {
	f.t.Helper()
	before := f.book.taken()
	eventually(f.t, "contacts find agents", func() string {
		if n := f.book.taken() - before; n < more {
			return fmt.Sprintf("%d of %d", n, more)
		}
		return ""
	})
}

// awaitAll waits until all that wait now have an owner.
func (f *routedFloor) awaitAll(after string, began time.Time) {
	f.t.Helper()
	dead := time.Now()
	wait := f.book.waiting()
	eventually(f.t, "those who wait find agents after "+after, func() string {
		owners, left := f.book.owners(), 0
		for _, id := range wait {
			if owners[id] == "" {
				left++
			}
		}
		if left > 0 {
			return fmt.Sprintf("%d of %d wait", left, len(wait))
		}
		return ""
	})
	f.t.Logf("%s: it took %.1f s; the %d who waited had agents %.1f s later", after, dead.Sub(began).Seconds(), len(wait), time.Since(dead).Seconds())
}

// close lets nobody in any more, waits until all have been served, and compares the
// book with what the server tells of each contact.
func (f *routedFloor) close() {
	f.t.Helper()
	f.stop()
	f.coming.Wait()
	f.awaitAll("the last chat", time.Now())
	f.leave()
	f.at.Wait()
	for contact, owner := range f.book.owners() {
		got, err := f.s.Connect().DescribeContact(f.t.Context(), &connect.DescribeContactInput{
			InstanceId: aws.String(f.s.InstanceID()), ContactId: aws.String(contact),
		})
		must(f.t, err)
		if a := got.Contact.AgentInfo; a == nil || aws.ToString(a.Id) != owner {
			f.t.Errorf("contact %s: the server says that its agent is %+v, want %s", contact, a, owner)
		}
	}
	for _, fault := range f.book.faults {
		f.t.Error(fault)
	}
	delays := f.book.delays()
	f.t.Logf("%d contacts; from the start of a chat to the offer: %s", len(delays), spread(delays))
	if longest := delays[len(delays)-1]; longest > offeredWithin {
		f.t.Errorf("a contact waited for %v until it was offered to anybody, want %v at most", longest, offeredWithin)
	}
}
