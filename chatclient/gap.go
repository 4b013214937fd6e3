package chatclient

import (
	"context"
	"slices"
)

// gapPages bounds how many pages one gap may take: 2000 items.
const gapPages = 20

// hold keeps items back while a new link is made, so that the gap goes before
// them.
func (s *Session) hold() {
	if !s.config.NoGapFill {
		s.inbox.hold()
	}
}

// fill fetches what was stored while no link delivered and releases it together
// with what came since. When the gap cannot be fetched for the moment the link is
// closed: the next one tries again, so that no item is passed over. A service
// that refuses the transcript leaves the gap open.
func (s *Session) fill(l *link) error {
	if s.config.NoGapFill {
		return nil
	}
	gap, err := s.gap(s.life, s.inbox.since())
	if err != nil && !hopeless(err) {
		l.close()
		return err
	}
	if err != nil {
		s.config.Logger.Warn("chatclient: the gap is left open", "error", err)
	}
	if s.inbox.release(gap) {
		s.end()
	}
	return nil
}

// gap reads the running chat's items from since on, oldest first.
func (s *Session) gap(ctx context.Context, since string) ([]Item, error) {
	query := TranscriptQuery{MaxResults: pageLimit, ScanDirection: Backward, SortOrder: Descending}
	var items []Item
	for range gapPages {
		page, err := s.GetTranscript(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, item := range page.Items {
			if item.AbsoluteTime < since || item.Past() {
				slices.Reverse(items)
				return items, nil
			}
			items = append(items, item)
		}
		if query.NextToken = page.NextToken; query.NextToken == "" {
			break
		}
	}
	slices.Reverse(items)
	return items, nil
}
