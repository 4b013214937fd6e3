package workload

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
)

// setUpAtOnce is how many agents are made and signed in side by side: each costs the
// server two hashes of a password.
const setUpAtOnce = 4

// setUp makes a queue, a flow into it, a routing profile and the agents, and signs
// these in.
func (r *run) setUp(ctx context.Context) ([]*agent, error) {
	began, tag := r.Clock.Now(), fmt.Sprintf("bench-%08x", rand.Uint32())
	profile, security, err := r.furnish(ctx, tag)
	if err != nil {
		return nil, fmt.Errorf("set up: %w", err)
	}
	agents, errs := make([]*agent, r.Agents), make([]error, setUpAtOnce)
	var making sync.WaitGroup
	for k := range setUpAtOnce {
		making.Go(func() {
			for i := k; i < len(agents) && errs[k] == nil; i += setUpAtOnce {
				agents[i], errs[k] = r.hire(ctx, fmt.Sprint(tag, "-", i), profile, security)
			}
		})
	}
	making.Wait()
	if err := errors.Join(errs...); err != nil {
		r.dismissAll(context.WithoutCancel(ctx), agents)
		return nil, fmt.Errorf("set up: %w", err)
	}
	fmt.Fprintf(r.Out, "%d agents made and signed in within %.0f s\n", r.Agents, r.Clock.Now().Sub(began).Seconds())
	return agents, nil
}

// furnish makes all but the agents.
func (r *run) furnish(ctx context.Context, tag string) (profile, security string, err error) {
	var hours struct{ HoursOfOperationSummaryList []struct{ Id string } }
	var listed struct{ SecurityProfileSummaryList []struct{ Id, Name string } }
	if err := errors.Join(r.connect(ctx, "GET", "/hours-of-operations-summary/"+r.Instance, nil, &hours),
		r.connect(ctx, "GET", "/security-profiles-summary/"+r.Instance, nil, &listed)); err != nil {
		return "", "", err
	}
	for _, p := range listed.SecurityProfileSummaryList {
		if p.Name == "Agent" {
			security = p.Id
		}
	}
	if len(hours.HoursOfOperationSummaryList) == 0 || security == "" {
		return "", "", errors.New("the instance has no hours of operation or no security profile Agent")
	}
	var queue struct{ QueueId string }
	if err := r.connect(ctx, "PUT", "/queues/"+r.Instance, map[string]any{
		"Name": tag, "HoursOfOperationId": hours.HoursOfOperationSummaryList[0].Id,
	}, &queue); err != nil {
		return "", "", err
	}
	var made struct{ RoutingProfileId string }
	if err := r.connect(ctx, "PUT", "/routing-profiles/"+r.Instance, map[string]any{
		"Name": tag, "Description": "made by rejoin bench", "DefaultOutboundQueueId": queue.QueueId,
		"MediaConcurrencies": []any{map[string]any{"Channel": "CHAT", "Concurrency": r.places()}},
		"QueueConfigs": []any{map[string]any{
			"Priority": 1, "Delay": 0, "QueueReference": map[string]any{"Channel": "CHAT", "QueueId": queue.QueueId},
		}},
	}, &made); err != nil {
		return "", "", err
	}
	var flow struct{ ContactFlowId string }
	err = r.connect(ctx, "PUT", "/contact-flows/"+r.Instance, map[string]any{
		"Name": tag, "Type": "CONTACT_FLOW", "Content": fmt.Sprintf(intoQueue, queue.QueueId),
	}, &flow)
	r.flow = flow.ContactFlowId
	return made.RoutingProfileId, security, err
}

// places is how many chats an agent has at once, at most: one more than it takes, so
// that who waits does so for the server and not for agents. spec: at most ten.
func (r *run) places() int { return min(10, (r.Chats+r.Agents-1)/r.Agents+1) }

// intoQueue is a flow that puts the contact into a queue.
const intoQueue = `{"Version": "2019-10-30", "StartAction": "queue", "Actions": [
  {"Identifier": "queue", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": %q},
   "Transitions": {"NextAction": "wait", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
  {"Identifier": "wait", "Type": "TransferContactToQueue", "Parameters": {},
   "Transitions": {"Errors": [{"NextAction": "end", "ErrorType": "QueueAtCapacity"}, {"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
  {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}]}`

// hire makes an agent and signs him in.
func (r *run) hire(ctx context.Context, name, profile, security string) (*agent, error) {
	const password = "Bench-w0rkload"
	var user struct{ UserId string }
	if err := r.connect(ctx, "PUT", "/users/"+r.Instance, map[string]any{
		"Username": name, "Password": password, "RoutingProfileId": profile, "SecurityProfileIds": []string{security},
		"IdentityInfo": map[string]any{"FirstName": "Bench", "LastName": "Agent"},
		"PhoneConfig":  map[string]any{"PhoneType": "SOFT_PHONE"},
	}, &user); err != nil {
		return nil, err
	}
	bearer, err := r.signIn(ctx, name, password)
	return &agent{run: r, user: user.UserId, bearer: bearer, chats: map[string]*conversation{}}, err
}

// dismissAll deletes the agents. The queue, the profile and the flow stay: contacts
// name them.
func (r *run) dismissAll(ctx context.Context, agents []*agent) {
	for _, a := range agents {
		if a != nil {
			_ = r.connect(ctx, "DELETE", "/users/"+r.Instance+"/"+a.user, nil, nil)
		}
	}
}

// connect makes a signed call of the Connect API.
func (r *run) connect(ctx context.Context, method, path string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, r.Endpoint+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if err := r.Signer.Sign(req, body, r.Clock.Now()); err != nil {
		return err
	}
	return r.do(req, out)
}

// do sends a request and reads the answer.
func (r *run) do(req *http.Request, out any) error {
	answer, err := r.http.Do(req)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	switch {
	case err != nil:
		return err
	case answer.StatusCode != http.StatusOK:
		return &refusal{req.Method + " " + req.URL.Path, answer.StatusCode, string(body)}
	case out == nil || len(body) == 0:
		return nil
	}
	return json.Unmarshal(body, out)
}

// refusal is an answer that says no.
type refusal struct {
	what   string
	status int
	body   string
}

func (e *refusal) Error() string { return fmt.Sprintf("%s: %d %s", e.what, e.status, e.body) }
