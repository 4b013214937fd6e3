package chatclient

import "hash/maphash"

// recentLimit is how many items are remembered. Repeats come from a second
// connection during rotation and from replays after a reconnection, both of which
// reach back a few items only.
const recentLimit = 1024

// recent remembers the last items by the hash of what identifies them: a ring of
// at most 8 KiB, scanned from end to end, which is cheaper here than a map.
type recent struct {
	seed maphash.Seed
	ring []uint64
	next int
}

func newRecent() recent { return recent{seed: maphash.MakeSeed()} }

// add remembers an item and reports whether it is new. Items without an id cannot
// be told apart and are always new.
func (r *recent) add(item *Item) bool {
	if item.ID == "" {
		return true
	}
	key := r.key(item)
	for _, seen := range r.ring {
		if seen == key {
			return false
		}
	}
	if len(r.ring) < recentLimit {
		r.ring = append(r.ring, key)
		return true
	}
	r.ring[r.next] = key
	r.next = (r.next + 1) % recentLimit
	return true
}

// key hashes the id and whatever may change between two pushes that rightly share
// one: the state of an attachment, a receipt's times, the piece of a streamed
// message.
func (r *recent) key(item *Item) uint64 {
	var h maphash.Hash
	h.SetSeed(r.seed)
	write := func(s string) {
		_, _ = h.WriteString(s)
		_ = h.WriteByte(0)
	}
	write(item.ID)
	for _, a := range item.Attachments {
		write(a.Status)
	}
	if m := item.MessageMetadata; m != nil && (item.Type == ItemMetadata || item.streamed()) {
		write(m.MessageID)
		for _, receipt := range m.Receipts {
			write(receipt.RecipientParticipantID)
			write(receipt.DeliveredTimestamp)
			write(receipt.ReadTimestamp)
		}
		_ = h.WriteByte(byte(m.ChunkNumber))
		_ = h.WriteByte(byte(m.ChunkNumber >> 8))
		if m.MessageCompleted != nil && *m.MessageCompleted {
			_ = h.WriteByte(1)
		}
	}
	return h.Sum64()
}
