package move_test

import (
	"os"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/move"
	"github.com/rejoin-chat/rejoin/internal/store/postgres"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
)

// No power cut is played: a server that does not sync is faster.
var shared = pgtest.Shared{Options: pgtest.Options{Settings: map[string]string{"fsync": "off"}}}

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// What the drivers keep is the same, so that an installation can also go back.
func TestAnInstallationGoesToPostgreSQLAndBack(t *testing.T) {
	from, back := open(t, ""), open(t, "")
	source := from.serve(21)
	want := map[conversation.Identity]string{}
	for _, who := range source.populate(8) {
		want[who] = source.history(who)
	}
	server := shared.Server(t)
	there, err := postgres.Open(t.Context(), postgres.Options{URL: server.URL(server.NewDatabase(t))})
	from.check(err)
	defer func() { from.check(there.Close()) }()

	o := from.to(back)
	o.To, o.ToFiles = there, nil
	_, err = move.Run(t.Context(), o)
	from.check(err)
	o = from.to(back)
	o.From = there
	_, err = move.Run(t.Context(), o)
	from.check(err)
	if found := differences(t, from.to(back)); len(found) > 0 {
		t.Errorf("got %q, want what was there in the beginning", found)
	}
	target := back.serve(22)
	for who, want := range want {
		if got := target.history(who); got != want {
			t.Errorf("session %s: got\n%swant\n%s", who.SessionID, got, want)
		}
	}
}
