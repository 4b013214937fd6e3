package chatclient

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"net/http"
)

// Directions and orders of GetTranscript.
//
// spec: ConnectParticipant GetTranscript, ScanDirection and SortOrder
const (
	Forward    = "FORWARD"
	Backward   = "BACKWARD"
	Ascending  = "ASCENDING"
	Descending = "DESCENDING"
)

// pageLimit is the largest page that the service gives.
//
// spec: ConnectParticipant GetTranscript, MaxResults
const pageLimit = 100

// TranscriptQuery chooses a page of the transcript. The zero value asks as ChatJS
// does: the 15 newest items, oldest first.
//
// client: amazon-connect-chatjs src/core/chatController.js getTranscript
type TranscriptQuery struct {
	MaxResults    int    // 1 to 100; zero means 15
	ScanDirection string // empty means Backward
	SortOrder     string // within the page; empty means Ascending
	StartPosition StartPosition
	NextToken     string
	// ContactID restricts the page to one contact of the running chat.
	ContactID string
}

// StartPosition is where a scan begins; at most one member is set.
type StartPosition struct {
	ID           string `json:"Id,omitempty"`
	AbsoluteTime string `json:",omitempty"`
	MostRecent   int    `json:",omitempty"`
}

// Transcript is a page of items.
type Transcript struct {
	InitialContactID string `json:"InitialContactId"`
	Items            []Item `json:"Transcript"`
	// NextToken leads to the next page in the direction of the scan, across
	// past chats too; it is empty at the end.
	NextToken string
}

type transcriptRequest struct {
	MaxResults    int
	ScanDirection string
	SortOrder     string
	StartPosition StartPosition
	NextToken     string `json:",omitempty"`
	ContactID     string `json:"ContactId,omitempty"`
}

// GetTranscript reads one page of the chat and of the past chats it continues.
func (s *Session) GetTranscript(ctx context.Context, q TranscriptQuery) (Transcript, error) {
	body := transcriptRequest{
		MaxResults:    cmp.Or(q.MaxResults, 15),
		ScanDirection: cmp.Or(q.ScanDirection, Backward),
		SortOrder:     cmp.Or(q.SortOrder, Ascending),
		StartPosition: q.StartPosition,
		NextToken:     q.NextToken,
		ContactID:     q.ContactID,
	}
	var page Transcript
	err := s.invoke(ctx, http.MethodPost, "/participant/transcript", body, &page)
	return page, err
}

// errStuckToken stops a walk that a server would lead in a circle.
var errStuckToken = errors.New("chatclient: the transcript's next page is the page just read")

// History walks everything that was said, newest first: the running chat, then
// the chats it continues, as far back as they are linked. Pages are fetched as
// the walk goes on. A failed page ends the walk with its error.
//
// spec: ConnectParticipant GetTranscript, NextToken with BACKWARD
func (s *Session) History(ctx context.Context) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		query := TranscriptQuery{MaxResults: pageLimit, ScanDirection: Backward, SortOrder: Descending}
		for {
			page, err := s.GetTranscript(ctx, query)
			if err == nil && page.NextToken != "" && page.NextToken == query.NextToken {
				err = errStuckToken
			}
			if err != nil {
				yield(Item{}, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if page.NextToken == "" {
				return
			}
			query.NextToken = page.NextToken
		}
	}
}
