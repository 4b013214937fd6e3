package move

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// pageOfItems is how many items are read at once; it is the largest page that
// clients read.
const pageOfItems = 100

// compareReads holds what the target answers to who reads a session in the
// ordinary way, by other indexes than the export, to what the source has: each
// contact by its id alone, and each page of items with its receipts.
func (m *mover) compareReads(ctx context.Context, want *store.SessionRecord) (findings []string, err error) {
	found := func(what string) { findings = append(findings, what) }
	for i := range want.Contacts {
		c := &want.Contacts[i]
		got, err := m.To.Contact(ctx, c.ID)
		switch {
		case errors.Is(err, store.ErrNotFound):
			found(fmt.Sprintf("contact %s is not found by its id", c.ID))
		case err != nil:
			return nil, err
		case !equal(got, *c):
			found(fmt.Sprintf("contact %s reads differently by its id", c.ID))
		}
	}
	rest := want.Items
	for from := chat.Seq(0); ; {
		page, err := m.To.Items(ctx, store.ItemQuery{
			SessionID: want.Session.ID, From: from, Direction: store.Forward, Limit: pageOfItems,
		})
		if err != nil {
			return nil, err
		}
		expected := rest[:min(len(rest), pageOfItems)]
		rest = rest[len(expected):]
		diff("item", page, expected, itemKey, found)
		if len(page) == 0 {
			return findings, nil
		}
		if err := m.comparePageReceipts(ctx, page, found); err != nil {
			return nil, err
		}
		from = page[len(page)-1].Seq + 1
	}
}

// comparePageReceipts compares the receipts that both stores give for a page.
func (m *mover) comparePageReceipts(ctx context.Context, page []chat.Item, found func(string)) error {
	id, first, last := page[0].SessionID, page[0].Seq, page[len(page)-1].Seq
	want, err := m.From.Receipts(ctx, id, first, last)
	if err != nil {
		return err
	}
	got, err := m.To.Receipts(ctx, id, first, last)
	if err != nil {
		return err
	}
	// Those of one item come in an order of the driver's own.
	for _, list := range [][]chat.Receipt{want, got} {
		slices.SortFunc(list, func(a, b chat.Receipt) int {
			return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Recipient, b.Recipient))
		})
	}
	diff("receipt", got, want, receiptKey, found)
	return nil
}
