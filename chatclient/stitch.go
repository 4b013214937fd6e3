package chatclient

// stitcher puts the pieces of streamed messages together. It belongs to the
// goroutine that calls the handlers.
//
// client: amazon-connect-chatjs src/core/PartialMessageUtil.js
type stitcher struct{ open map[string]partial }

// openLimit bounds how many unfinished messages are kept; a chat has one or two
// at a time, and one whose end never comes must not stay for ever.
const openLimit = 64

// partial is an unfinished message: its first piece and the text so far.
type partial struct {
	first Item
	text  string
	chunk int
}

// add answers the message with the text so far, and false when the item is a
// piece out of order, which only the final item, with the full text, makes good.
func (s *stitcher) add(item Item) (Item, bool) {
	if !item.streamed() {
		return item, true
	}
	if *item.MessageMetadata.MessageCompleted {
		delete(s.open, item.ID)
		return item, true
	}
	chunk := item.MessageMetadata.ChunkNumber
	p, known := s.open[item.ID]
	switch {
	case !known && chunk != 1, known && chunk != p.chunk+1:
		return Item{}, false
	}
	if !known {
		p.first = item
	}
	p.text += item.Content
	p.chunk = chunk
	s.keep(p)
	sofar := p.first
	sofar.Content, sofar.MessageMetadata = p.text, item.MessageMetadata
	return sofar, true
}

// adopt takes an unfinished message from the transcript, where it stands with its
// text so far, so that the pieces that follow continue it.
func (s *stitcher) adopt(item Item) {
	if item.streamed() && !*item.MessageMetadata.MessageCompleted {
		s.keep(partial{first: item, text: item.Content, chunk: item.MessageMetadata.ChunkNumber})
	}
}

func (s *stitcher) keep(p partial) {
	if s.open == nil {
		s.open = make(map[string]partial)
	}
	if _, known := s.open[p.first.ID]; !known && len(s.open) >= openLimit {
		clear(s.open)
	}
	s.open[p.first.ID] = p
}
