package chat_test

import (
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

func TestAttachmentIDsNameSessionAndItem(t *testing.T) {
	id := chat.NewAttachmentID("s-1", "i-1")
	if session, item, ok := id.Parts(); session != "s-1" || item != "i-1" || !ok {
		t.Errorf("%s: got %q, %q, %t", id, session, item, ok)
	}
	for _, id := range []chat.AttachmentID{"", ".", "s", "s.", ".i", "../i", "s./../x", "s.i/x", `s.i\x`, "s.i.json", "s..i"} {
		if session, item, ok := id.Parts(); ok {
			t.Errorf("%q: got %q and %q, want none", id, session, item)
		}
	}
}

func TestUploadsAreHeldAgainstTheRules(t *testing.T) {
	const most = 100
	good := chat.Upload{Name: "Größe 写真.PNG", ContentType: "image/png; a=b", Bytes: most}
	if err := good.Check(most); err != nil {
		t.Errorf("got %v, want none", err)
	}
	for member, changes := range map[string][]func(*chat.Upload){
		"AttachmentName": {
			func(u *chat.Upload) { u.Name = "a.exe" },
			func(u *chat.Upload) { u.Name = "png" },
			func(u *chat.Upload) { u.Name = "a.png." },
			func(u *chat.Upload) { u.Name = "../a.png" },
			func(u *chat.Upload) { u.Name = `..\a.png` },
			func(u *chat.Upload) { u.Name = "a\n.png" },
			func(u *chat.Upload) { u.Name = "a\xff.png" },
		},
		"AttachmentSizeInBytes": {func(u *chat.Upload) { u.Bytes = most + 1 }},
		"ContentType": {
			func(u *chat.Upload) { u.ContentType = "png" },
			func(u *chat.Upload) { u.ContentType = "image/png\r\nX: y" },
			func(u *chat.Upload) { u.ContentType = "image/" + strings.Repeat("x", 127) },
		},
	} {
		for _, change := range changes {
			u := good
			change(&u)
			err := u.Check(most)
			if chat.KindOf(err) != chat.KindInvalid || !strings.HasPrefix(err.Error(), member+": ") {
				t.Errorf("%+v: got %v, want it to name %s", u, err, member)
			}
		}
	}
}
