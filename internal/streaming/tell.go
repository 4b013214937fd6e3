package streaming

import (
	"context"
	"errors"
	"log/slog"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// errLapsed says that the streams may be another node's by now.
var errLapsed = errors.New("the node was too slow, another one may tell the streams")

// tell tells some of the items that follow, notes how far it is, and looks whether
// that was all. gone reports that there is no such stream any more.
func (r *Runner) tell(ctx context.Context, f *feed) (gone bool, err error) {
	r.mu.Lock()
	s, typing := f.stream, f.typing
	f.typing, f.more = nil, false
	r.mu.Unlock()
	items, err := r.Store.Items(ctx, store.ItemQuery{
		SessionID: s.SessionID, From: s.Seq + 1, Direction: store.Forward, Limit: atOnce,
	})
	if err != nil {
		return false, err
	}
	told, failed := r.publish(ctx, &s, items)
	if told > s.Seq {
		there, err := r.Store.MoveStream(ctx, s.SessionID, s.ID, told)
		if err != nil || !there {
			return !there && err == nil, err
		}
	}
	ended := false
	for i := range items {
		ended = ended || items[i].ContentType == chat.EventChatEnded
	}
	r.mu.Lock()
	f.stream.Seq = max(f.stream.Seq, told)
	f.latest = max(f.latest, f.stream.Seq)
	f.more = len(items) == atOnce
	f.unsure = f.unsure || ended
	check := f.unsure && !f.more && failed == nil
	r.mu.Unlock()
	switch {
	case failed != nil:
		return false, failed
	case check:
		return r.finish(ctx, f)
	case typing != nil && len(items) == 0:
		_ = r.send(ctx, &s, typing) // which passes: nobody misses it
	}
	return false, nil
}

// publish tells items in their order up to the first that is not taken, and returns
// the last that needs no telling any more.
func (r *Runner) publish(ctx context.Context, s *chat.Stream, items []chat.Item) (told chat.Seq, err error) {
	late := 0
	for i := range items {
		item := &items[i]
		switch {
		case item.Visibility == chat.VisibleToNobody:
		case r.Clock.Now().Sub(item.Time) > Patience:
			late++
		default:
			err = r.send(ctx, s, item)
		}
		if err != nil {
			break
		}
		told = item.Seq
	}
	if late > 0 {
		r.Log.Error("a topic did not take what was said in a chat for too long, it is left out",
			slog.String("topic", s.Topic), slog.String("contact", string(s.SessionID)), slog.Int("items", late))
	}
	return told, err
}

// send makes one call of the topic.
func (r *Runner) send(ctx context.Context, s *chat.Stream, item *chat.Item) error {
	r.mu.Lock()
	mine := r.holds()
	r.mu.Unlock()
	if !mine {
		return errLapsed
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	return r.Topics.Publish(ctx, s.Topic, r.message(s, item))
}

// finish ends the stream of a chat that has ended and of which all was told. An end is
// final, so the newest item that is read after it is the last.
func (r *Runner) finish(ctx context.Context, f *feed) (gone bool, err error) {
	session, err := r.Store.Session(ctx, f.stream.SessionID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return false, err
	}
	over := err != nil || !session.Active()
	if over {
		last, err := r.Store.LastSeq(ctx, f.stream.SessionID)
		if err != nil {
			return false, err
		}
		if last > f.stream.Seq {
			r.mu.Lock()
			f.latest = max(f.latest, last)
			r.mu.Unlock()
			return false, nil
		}
		_, err = r.Store.DropStream(ctx, f.stream.SessionID, f.stream.ID)
		return err == nil, err
	}
	r.mu.Lock()
	f.unsure = false
	r.mu.Unlock()
	return false, nil
}
