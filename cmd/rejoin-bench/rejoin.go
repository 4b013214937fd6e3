package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

// party is a participant with an open connection.
type party struct {
	contact string
	token   string // of the connection
	socket  string // path and query of the websocket
}

// house is a running Rejoin with what is needed to set up chats on it.
type house struct {
	*process
	signer sigv4.Signer
	env    map[string]string
}

// startRejoin runs the server on a data folder.
func startRejoin(ctx context.Context, p plan, dir string) (*house, error) {
	return startNode(ctx, p, "rejoin", dir, "--data", dir)
}

// startNode runs the server with settings that say where its data are.
func startNode(ctx context.Context, p plan, name, dir string, places ...string) (_ *house, err error) {
	proc, err := start(ctx, name, dir, append([]string{p.binary, "serve", "--listen", "ADDR"}, places...)...)
	if err != nil {
		return nil, err
	}
	out, err := exec.CommandContext(ctx, p.binary, append([]string{"env"}, places...)...).Output()
	if err != nil {
		return nil, errors.Join(err, proc.stop())
	}
	h := &house{process: proc, env: map[string]string{}}
	for _, line := range strings.Split(string(out), "\n") {
		if k, v, ok := strings.Cut(strings.TrimPrefix(line, "export "), "="); ok {
			h.env[k] = v
		}
	}
	h.signer = sigv4.Signer{
		Credentials: sigv4.Credentials{AccessKeyID: h.env["AWS_ACCESS_KEY_ID"], SecretAccessKey: h.env["AWS_SECRET_ACCESS_KEY"]},
		Region:      h.env["AWS_REGION"], Service: "connect",
	}
	return h, nil
}

// call sends one request; signed when it is for the Connect API.
func (h *house) call(ctx context.Context, method, path, bearer string, signed bool, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://"+h.addr+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if bearer != "" {
		req.Header.Set("X-Amz-Bearer", bearer)
	}
	if signed {
		if err := h.signer.Sign(req, body, time.Now()); err != nil {
			return err
		}
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s %s", method, path, resp.Status, answer)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}

// startChat starts a chat, on top of a past one if past is given, and connects
// its customer.
func (h *house) startChat(ctx context.Context, past string) (party, error) {
	return h.startChatIn(ctx, "", past)
}

// startChatIn is startChat with a flow of its own.
func (h *house) startChatIn(ctx context.Context, flowID, past string) (party, error) {
	in := map[string]any{"ParticipantDetails": map[string]string{"DisplayName": "Customer"}}
	if flowID != "" {
		in["ContactFlowId"] = flowID
	}
	if past != "" {
		in["PersistentChat"] = map[string]string{"RehydrationType": "ENTIRE_PAST_SESSION", "SourceContactId": past}
	}
	var out struct {
		Data struct {
			StartChatResult struct{ ContactId, ParticipantToken string } `json:"startChatResult"`
		} `json:"data"`
	}
	if err := h.call(ctx, "POST", "/start-chat", "", false, in, &out); err != nil {
		return party{}, err
	}
	r := out.Data.StartChatResult
	p, err := h.connect(ctx, r.ParticipantToken)
	p.contact = r.ContactId
	return p, err
}

// addBot adds the second party.
func (h *house) addBot(ctx context.Context, contact string) (party, error) {
	var out struct {
		ParticipantCredentials struct{ ParticipantToken string }
	}
	in := map[string]any{
		"InstanceId": h.env["REJOIN_INSTANCE_ID"], "ContactId": contact,
		"ParticipantDetails": map[string]string{"ParticipantRole": "CUSTOM_BOT", "DisplayName": "Agent"},
	}
	if err := h.call(ctx, "POST", "/contact/create-participant", "", true, in, &out); err != nil {
		return party{}, err
	}
	return h.connect(ctx, out.ParticipantCredentials.ParticipantToken)
}

func (h *house) connect(ctx context.Context, token string) (party, error) {
	var out struct {
		Websocket             struct{ Url string }
		ConnectionCredentials struct{ ConnectionToken string }
	}
	in := map[string]any{"Type": []string{"WEBSOCKET", "CONNECTION_CREDENTIALS"}}
	if err := h.call(ctx, "POST", "/participant/connection", token, false, in, &out); err != nil {
		return party{}, err
	}
	u, err := url.Parse(out.Websocket.Url)
	if err != nil {
		return party{}, err
	}
	return party{token: out.ConnectionCredentials.ConnectionToken, socket: u.RequestURI()}, nil
}
