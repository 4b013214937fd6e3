package chattest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// Lifetimes are how long what CreateParticipantConnection gives is said to live;
// zero means a day for tokens and an hour for sockets.
type Lifetimes struct{ Token, Socket time.Duration }

// Mint sets the lifetimes of connections given from now on.
func (s *Server) Mint(l Lifetimes) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.minted = l
}

func (s *Server) operations() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /start-chat", s.startChat)
	mux.HandleFunc("POST /participant/connection", s.createConnection)
	mux.HandleFunc("POST /participant/message", s.authorised(s.sendMessage))
	mux.HandleFunc("POST /participant/event", s.authorised(s.sendEvent))
	mux.HandleFunc("POST /participant/transcript", s.authorised(s.getTranscript))
	mux.HandleFunc("POST /participant/disconnect", s.authorised(s.disconnect))
	mux.HandleFunc("GET /socket", s.upgrade)
	return mux
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func writeError(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-Errortype", code)
	w.WriteHeader(status)
	writeJSON(w, map[string]string{"__type": code, "Message": message})
}

func (s *Server) startChat(w http.ResponseWriter, r *http.Request) {
	var body struct {
		ParticipantDetails struct{ DisplayName string }
		Attributes         map[string]string
		PersistentChat     *chatclient.PersistentChat
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		writeStartError(w, http.StatusBadRequest, "InvalidRequestException", err.Error())
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var past *chat
	if p := body.PersistentChat; p != nil {
		past = s.find(func(c *chat) bool { return c.details.ContactID == p.SourceContactID })
		if past == nil {
			writeStartError(w, http.StatusNotFound, "ResourceNotFoundException", "SourceContactId names no contact")
			return
		}
		if !past.ended {
			writeStartError(w, http.StatusBadRequest, "InvalidRequestException", "SourceContactId names a contact that has not ended")
			return
		}
	}
	d := s.start(body.ParticipantDetails.DisplayName, body.Attributes, past).details
	result := map[string]string{"ContactId": d.ContactID, "ParticipantId": d.ParticipantID, "ParticipantToken": d.ParticipantToken}
	if past != nil {
		result["ContinuedFromContactId"] = d.ContinuedFromContactID
	}
	writeJSON(w, map[string]any{"data": map[string]any{"startChatResult": result}})
}

func writeStartError(w http.ResponseWriter, status int, code, message string) {
	w.WriteHeader(status)
	writeJSON(w, map[string]any{"data": map[string]any{"Error": map[string]any{
		"message": message, "code": code, "statusCode": status,
	}}})
}

func (s *Server) createConnection(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.find(func(c *chat) bool { return c.details.ParticipantToken == r.Header.Get("X-Amz-Bearer") })
	if c == nil || c.ended {
		writeError(w, http.StatusForbidden, "AccessDeniedException", "Access denied")
		return
	}
	s.tokens++
	token := fmt.Sprintf("connection-token-%d", s.tokens)
	c.tokens[token] = struct{}{}
	expiry := func(life, usual time.Duration) string {
		if life == 0 {
			life = usual
		}
		return time.Now().Add(life).UTC().Format(chatclient.TimeFormat)
	}
	writeJSON(w, map[string]any{
		"Websocket": map[string]string{
			"Url":              "ws://chat.test:80/socket?contact=" + c.details.ContactID,
			"ConnectionExpiry": expiry(s.minted.Socket, time.Hour),
		},
		"ConnectionCredentials": map[string]string{
			"ConnectionToken": token,
			"Expiry":          expiry(s.minted.Token, 24*time.Hour),
		},
	})
}

// authorised finds the chat of the bearer, and holds the lock meanwhile. What the
// operation answers as pushed goes to the sockets afterwards.
func (s *Server) authorised(operation func(http.ResponseWriter, *http.Request, *chat) (pushed []chatclient.Item)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		c := s.find(func(c *chat) bool { _, ok := c.tokens[r.Header.Get("X-Amz-Bearer")]; return ok })
		if c == nil || c.ended {
			s.mu.Unlock()
			writeError(w, http.StatusForbidden, "AccessDeniedException", "Access denied")
			return
		}
		pushed := operation(w, r, c)
		s.mu.Unlock()
		for _, item := range pushed {
			s.push(c.details.ContactID, item)
		}
	}
}

func (s *Server) sendMessage(w http.ResponseWriter, r *http.Request, c *chat) []chatclient.Item {
	return s.send(w, r, c, chatclient.ItemMessage)
}

func (s *Server) sendEvent(w http.ResponseWriter, r *http.Request, c *chat) []chatclient.Item {
	return s.send(w, r, c, chatclient.ItemEvent)
}

func (s *Server) send(w http.ResponseWriter, r *http.Request, c *chat, kind chatclient.ItemType) []chatclient.Item {
	var body struct{ Content, ContentType, ClientToken string }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || kind == chatclient.ItemMessage && body.Content == "" {
		writeError(w, http.StatusBadRequest, "ValidationException", "Content is missing")
		return nil
	}
	item, repeated := c.sent[body.ClientToken]
	if !repeated {
		item = s.store(c, chatclient.Item{
			Type: kind, Content: body.Content, ContentType: body.ContentType,
			ParticipantID: c.details.ParticipantID, ParticipantRole: chatclient.RoleCustomer, DisplayName: c.displayName,
		})
		c.sent[body.ClientToken] = item
	}
	writeJSON(w, map[string]string{"Id": item.ID, "AbsoluteTime": item.AbsoluteTime})
	if repeated {
		return nil
	}
	return []chatclient.Item{item}
}

// getTranscript pages backward; the token is the number of items read so far.
func (s *Server) getTranscript(w http.ResponseWriter, r *http.Request, c *chat) []chatclient.Item {
	var query struct {
		MaxResults           int
		SortOrder, NextToken string
	}
	if err := json.NewDecoder(r.Body).Decode(&query); err != nil {
		writeError(w, http.StatusBadRequest, "ValidationException", err.Error())
		return nil
	}
	items := c.history()
	read, _ := strconv.Atoi(query.NextToken)
	end := max(0, len(items)-read)
	begin := max(0, end-query.MaxResults)
	page := slices.Clone(items[begin:end])
	if query.SortOrder == chatclient.Descending {
		slices.Reverse(page)
	}
	answer := map[string]any{"InitialContactId": c.details.ContactID, "Transcript": page}
	if begin > 0 {
		answer["NextToken"] = strconv.Itoa(len(items) - begin)
	}
	writeJSON(w, answer)
	return nil
}

func (s *Server) disconnect(w http.ResponseWriter, _ *http.Request, c *chat) []chatclient.Item {
	left := s.store(c, chatclient.Item{
		Type: chatclient.ItemEvent, ContentType: chatclient.EventParticipantLeft,
		ParticipantID: c.details.ParticipantID, ParticipantRole: chatclient.RoleCustomer, DisplayName: c.displayName,
	})
	ended := s.store(c, chatclient.Item{Type: chatclient.ItemEvent, ContentType: chatclient.EventChatEnded})
	c.ended = true
	writeJSON(w, struct{}{})
	return []chatclient.Item{left, ended}
}
