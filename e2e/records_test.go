package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// told is what somebody was told of contacts.
type told struct {
	mu    sync.Mutex
	away  bool
	lines [][]byte
}

// hear takes a message, and reports whether somebody was there.
func (h *told) hear(lines ...[]byte) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.away {
		return false
	}
	h.lines = append(h.lines, lines...)
	return true
}

func (h *told) goAway(away bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.away = away
}

// event is what the tests look at of an event.
type event struct {
	ID     string
	Detail struct{ EventType, ContactID, InitiationMethod string }
}

// eventsOf are the events of a contact in the order in which they came first.
func (h *told) eventsOf(t *testing.T, contact string) string {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	seen := map[string]bool{}
	var list []string
	for _, line := range h.lines {
		var e event
		must(t, json.Unmarshal(line, &e))
		if e.Detail.ContactID == contact && !seen[e.ID] {
			seen[e.ID] = true
			list = append(list, e.Detail.EventType)
		}
	}
	return strings.Join(list, " ")
}

// contactRecord is what the tests look at of a record.
type contactRecord struct {
	ContactID, Channel, InitiationMethod, DisconnectReason string
	InitiationTimestamp, DisconnectTimestamp               time.Time
	Attributes                                             map[string]string
	Agent                                                  *struct {
		ARN, Username             string
		AfterContactWorkDuration  int
		ConnectedToAgentTimestamp time.Time
	}
	Queue       *struct{ ARN, Name string }
	ChatMetrics *struct {
		ContactMetrics struct{ TotalMessages int }
	}
}

// recordOf is the last record of a contact, nil for none.
func (h *told) recordOf(t *testing.T, contact string) *contactRecord {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, line := range slices.Backward(h.lines) {
		var r contactRecord
		must(t, json.Unmarshal(line, &r))
		if r.ContactID == contact {
			return &r
		}
	}
	return nil
}

// endpoint takes lines that are posted.
func (h *told) endpoint(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var lines [][]byte
	for line := range bytes.Lines(body) {
		lines = append(lines, bytes.TrimSpace(line))
	}
	if err != nil || !h.hear(lines...) {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// stream takes records as Kinesis does. spec: Kinesis Data Streams, PutRecords.
func (h *told) stream(w http.ResponseWriter, r *http.Request) {
	var in struct {
		StreamName string
		Records    []struct {
			Data         []byte
			PartitionKey string
		}
	}
	err := json.NewDecoder(r.Body).Decode(&in)
	if err != nil || in.StreamName != "records" || r.Header.Get("X-Amz-Target") != "Kinesis_20131202.PutRecords" ||
		!strings.Contains(r.Header.Get("Authorization"), "/eu-west-1/kinesis/aws4_request") {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	type taken struct{ SequenceNumber, ShardID string }
	out := struct {
		FailedRecordCount int
		Records           []taken
	}{}
	for n, record := range in.Records {
		if !h.hear(record.Data) {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		out.Records = append(out.Records, taken{fmt.Sprint(n), "shardId-000000000000"})
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_ = json.NewEncoder(w).Encode(out) // or the client is gone
}

// file reads what is in a file.
func (h *told) file(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	h.lines = nil
	for s := bufio.NewScanner(f); s.Scan(); {
		h.lines = append(h.lines, bytes.Clone(s.Bytes()))
	}
}

// served has a chat taken on by an agent, ended by the API and cleared, and answers
// its contact.
func served(t *testing.T, s *rejoin.Server, flow, user string) string {
	t.Helper()
	client, instance := s.Connect(), aws.String(s.InstanceID())
	id := aws.String(start(t, s, withFlow(flow), func(in *connect.StartChatContactInput) {
		in.Attributes = map[string]string{"order": "17"}
		in.InitialMessage = &types.ChatMessage{ContentType: aws.String("text/plain"), Content: aws.String("hello")}
	}).ContactID)
	_, err := client.AssociateContactWithUser(t.Context(), &connect.AssociateContactWithUserInput{InstanceId: instance, ContactId: id, UserId: aws.String(user)})
	must(t, err)
	_, err = client.StopContact(t.Context(), &connect.StopContactInput{InstanceId: instance, ContactId: id})
	must(t, err)
	_, err = client.DismissUserContact(t.Context(), &connect.DismissUserContactInput{InstanceId: instance, ContactId: id, UserId: aws.String(user)})
	must(t, err)
	return aws.ToString(id)
}

const servedEvents = "INITIATED CONNECTED_TO_SYSTEM QUEUED CONNECTED_TO_AGENT DISCONNECTED COMPLETED"

// What is told of contacts survives a kill between the commit and the telling, and a
// stream and an endpoint that are away.
func TestRecordsAndEventsSurviveAKill(t *testing.T) {
	t.Parallel()
	events, records := &told{}, &told{}
	endpoint := httptest.NewServer(http.HandlerFunc(events.endpoint))
	defer endpoint.Close()
	stream := httptest.NewServer(http.HandlerFunc(records.stream))
	defer stream.Close()
	o := rejoin.Options{Args: []string{
		"--contact-events", endpoint.URL + "/events", "--contact-records", "kinesis://records?region=eu-west-1&endpoint=" + stream.URL,
	}}
	if !rejoin.Scaled() { // whose files are in a bucket that has keys of its own
		o.NodeEnv = func(int) []string { return []string{"AWS_ACCESS_KEY_ID=key", "AWS_SECRET_ACCESS_KEY=secret"} }
	}
	s := rejoin.Start(t, o)
	flow, user := flowID(t, s, "queueing", queueing(basicQueue(t, s))), autoAgent(t, s, "Bert")
	complete := func(contact string) {
		t.Helper()
		eventually(t, "what is told of "+contact, func() string {
			if got := events.eventsOf(t, contact); got != servedEvents {
				return "events: got " + got
			}
			if records.recordOf(t, contact) == nil {
				return "the record"
			}
			return ""
		})
	}
	complete(served(t, s, flow, user))
	for range 3 {
		events.goAway(true)
		records.goAway(true)
		var contacts []string
		for range 3 {
			contacts = append(contacts, served(t, s, flow, user))
		}
		s.Kill()
		events.goAway(false)
		records.goAway(false)
		must(t, s.Up())
		for _, contact := range contacts {
			complete(contact)
		}
	}
}

// A record in a file says what DescribeContact and SearchContacts say.
func TestRecordsAgreeWithTheAPI(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	events, records := filepath.Join(folder, "events"), filepath.Join(folder, "records")
	s := rejoin.Start(t, rejoin.Options{Args: []string{"--contact-events", "file://" + events, "--contact-records", "file://" + records}})
	user := autoAgent(t, s, "Bert")
	contact := served(t, s, flowID(t, s, "queueing", queueing(basicQueue(t, s))), user)
	inFiles, happened := &told{}, &told{}
	var r *contactRecord
	eventually(t, "the record in the file", func() string {
		inFiles.file(t, records)
		happened.file(t, events)
		if r = inFiles.recordOf(t, contact); r == nil || happened.eventsOf(t, contact) != servedEvents {
			return "it"
		}
		return ""
	})
	out, err := s.Connect().DescribeContact(t.Context(), &connect.DescribeContactInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(contact),
	})
	must(t, err)
	c := out.Contact
	for what, pair := range map[string][2]string{
		"channel":       {r.Channel, string(c.Channel)},
		"method":        {r.InitiationMethod, string(c.InitiationMethod)},
		"reason":        {r.DisconnectReason, aws.ToString(c.DisconnectReason)},
		"began":         {r.InitiationTimestamp.String(), c.InitiationTimestamp.UTC().Truncate(time.Second).String()},
		"ended":         {r.DisconnectTimestamp.String(), c.DisconnectTimestamp.UTC().Truncate(time.Second).String()},
		"attributes":    {fmt.Sprint(r.Attributes), fmt.Sprint(c.Attributes)},
		"messages":      {fmt.Sprint(r.ChatMetrics.ContactMetrics.TotalMessages), fmt.Sprint(aws.ToInt32(c.ChatMetrics.ChatContactMetrics.TotalMessages))},
		"agent":         {r.Agent.Username + r.Agent.ARN[len(r.Agent.ARN)-len(user):], "Bert" + aws.ToString(c.AgentInfo.Id)},
		"queue":         {r.Queue.Name, "BasicQueue"},
		"work after it": {fmt.Sprint(r.Agent.AfterContactWorkDuration), fmt.Sprint(aws.ToInt32(c.AgentInfo.AfterContactWorkDuration))},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %s in the record and %s described", what, pair[0], pair[1])
		}
	}
	search := connect.NewSearchContactsPaginator(s.Connect(), &connect.SearchContactsInput{
		InstanceId: aws.String(s.InstanceID()),
		TimeRange: &types.SearchContactsTimeRange{
			Type:      types.SearchContactsTimeRangeTypeDisconnectTimestamp,
			StartTime: aws.Time(c.DisconnectTimestamp.Add(-time.Minute)), EndTime: aws.Time(c.DisconnectTimestamp.Add(time.Minute)),
		},
		SearchCriteria: &types.SearchCriteria{
			AgentIds: []string{user},
			SearchableContactAttributes: &types.SearchableContactAttributes{Criteria: []types.SearchableContactAttributesCriteria{
				{Key: aws.String("order"), Values: []string{"17"}},
			}},
		},
	})
	page, err := search.NextPage(t.Context())
	must(t, err)
	if len(page.Contacts) != 1 || aws.ToString(page.Contacts[0].Id) != contact || search.HasMorePages() {
		t.Errorf("got %d contacts, want the one", len(page.Contacts))
	}
}
