package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"

	"github.com/rejoin-chat/rejoin/e2e/browser"
	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/front"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// servesPage has chats that begin on the customer's page come into a crew's queue.
func (c *crew) servesPage() {
	c.t.Helper()
	_, err := c.s.Connect().UpdateContactFlowContent(c.t.Context(), &connect.UpdateContactFlowContentInput{
		InstanceId: aws.String(c.s.InstanceID()), ContactFlowId: aws.String(c.s.FlowID()), Content: aws.String(queueing(c.queue)),
	})
	must(c.t, err)
}

// smallFiles lets a server take files of two kilobytes.
func smallFiles() rejoin.Options {
	return rejoin.Options{Args: []string{"--customer-page", "on", "--attachment-limit", "2048"}}
}

// wantFile fails the test where a page does not get a file by its button.
func wantFile(t *testing.T, v *browser.Visitor, want browser.File) {
	t.Helper()
	if got := v.Download("Download the file " + want.Name); got.Name != want.Name || got.Text != want.Text {
		t.Errorf("got %q with %q, want %q with %q", got.Name, got.Text, want.Name, want.Text)
	}
}

// wantComplaints fails the test for what a page complains of besides answers of a status
// that the test has it get.
func wantComplaints(t *testing.T, v *browser.Visitor, statuses ...int) {
	t.Helper()
	got := slices.DeleteFunc(v.Complaints(), func(line string) bool {
		return slices.ContainsFunc(statuses, func(status int) bool { return strings.Contains(line, fmt.Sprintf("status of %d ", status)) })
	})
	if len(got) > 0 {
		t.Errorf("the page complains:\n%s", strings.Join(got, "\n"))
	}
}

// Customer and agent send each other files on their pages, by the button, by pasting and by
// dropping, and each gets what the other sent; the desk is open under another name of the
// server than its public one. The customer leaves and comes back: the files of the past can
// be had, and no longer while the chat is over.
func TestFilesOnPages(t *testing.T) {
	t.Parallel()
	s, f := fronted(t, smallFiles())
	c := crewOf(t, s, "Bert")
	c.servesPage()
	bert := c.at(0, desktop("en-GB", "light"))
	becomesAvailable(bert)
	bert.See("New chats appear here")
	ada := visit(t, f.URL+"/", phone("en-GB", "light"))
	ada.Type(customerName)
	ada.Press("Enter")
	ada.See("Connected")
	acceptsAtDesk(bert)
	ada.See("Bert has joined the chat.")
	bert.See("This is the beginning of the conversation.") // the chat is open for him

	order := browser.File{Name: "order & 4711.txt", Type: "text/plain", Text: "one table, four chairs"}
	offer := browser.File{Name: "Angebot für Ada.csv", Type: "text/csv", Text: "Tisch;1\nStühle;4\n"}
	plan := browser.File{Name: "plan.pdf", Type: "application/pdf", Text: "<script>alert(1)</script>"}
	note := browser.File{Name: "note.rtf", Text: "no browser knows its type"}
	bert.Paste(offer)
	ada.See(offer.Name)
	ada.Choose("Attach files", order, note)
	bert.See(order.Name)
	bert.See(note.Name)
	ada.Drop("main.chat .log", plan)
	bert.See(plan.Name)
	if said := bert.Texts("[role=status].unseen p"); !slices.Contains(said, "Ada sent the file "+plan.Name) {
		t.Errorf("a screen reader says %q, want that there is a file", said)
	}
	all := []browser.File{offer, order, note, plan}
	for _, v := range []*browser.Visitor{ada, bert} {
		for _, file := range all {
			wantFile(t, v, file)
		}
		wantNamed(t, v)
	}
	wantSame(t, "what the customer has", ada.Texts("button.file"), bert.Texts("button.file"))
	eventually(t, "what the agent read last is told", func() string { // or it were told a chat that is over
		sent := ada.Texts(".message.me .meta")
		if last := sent[len(sent)-1]; !strings.HasSuffix(last, "Read") {
			return last
		}
		return ""
	})
	bert.Screenshot("desk-files")
	ada.Screenshot("customer-files")

	ada.Click("button", "Leave chat")
	ada.See("This chat has ended.")
	bert.See("Finish your work on it")
	for _, v := range []*browser.Visitor{ada, bert} {
		v.See(plan.Name)
		if got := v.Texts("button.file"); len(got) > 0 {
			t.Errorf("got buttons %q after the chat, want none that nobody answers", got)
		}
	}
	bert.Press("Alt+c")
	bert.See("No chats")
	ada.Click("button", "Back to the start")
	ada.Click("button", "Go on with the chat")
	ada.See("Connected")
	acceptsAtDesk(bert)
	for _, v := range []*browser.Visitor{ada, bert} {
		v.See(plan.Name)
		for _, file := range all {
			wantFile(t, v, file)
		}
	}
	f.Fail("/participant/attachment", 1, front.Answer{Status: http.StatusForbidden, Error: "AccessDeniedException"})
	ada.Click("button", "Download the file "+plan.Name)
	ada.See("This file can no longer be downloaded.")
	if got := ada.Texts("button.file"); slices.Contains(got, plan.Name) {
		t.Errorf("got buttons %q, want none for what is gone", got)
	}
	wantComplaints(t, ada, http.StatusForbidden)
}

// A file that is not taken says why, stays until it is discarded, and goes once more where
// that makes sense.
func TestRefusedFilesOnPages(t *testing.T) {
	t.Parallel()
	s, f := fronted(t, smallFiles())
	c := crewOf(t, s, "Bert")
	c.servesPage()
	v := visit(t, f.URL+"/", phone("en-GB", "light"))
	v.Type(customerName)
	v.Press("Enter")
	v.See("Connected")
	contact := openContact(t, v)
	robin := agentPage(t, s, chatjs.Details{InitialContactID: contact, ContactID: contact})
	v.See(agentName + " has joined the chat.")
	v.Choose("Attach files",
		browser.File{Name: "large.txt", Text: strings.Repeat("x", 3000)},
		browser.File{Name: "program.exe", Text: "x"},
		browser.File{Name: "empty.txt"},
	)
	v.See("Not sent: files may be 2 kB at most.")
	v.See("Not sent: this chat takes files of these kinds: csv, doc, docx,")
	v.See("Not sent: the file is empty.")
	v.Screenshot("customer-files-refused")
	wantNamed(t, v)
	for range 3 {
		v.Click("button", "Discard")
	}
	v.Gone("Not sent")
	for _, name := range []string{"large.txt", "program.exe", "empty.txt"} {
		v.Gone(name)
	}

	// ChatJS tries three times by itself.
	f.Fail("/participant/start-attachment-upload", 3, front.Answer{Status: http.StatusInternalServerError, Error: "InternalServerException"})
	late := browser.File{Name: "late.txt", Text: "better late"}
	v.Choose("Attach files", late)
	v.See("Not sent.")
	v.Click("button", "Try again")
	v.Gone("Not sent.")
	v.See("Sent")
	// The focus went with the button to what it was in, and does not leave the next one when
	// that is drawn anew.
	v.Press("Tab")
	wantSame(t, "the focus", v.Texts(":focus"), []string{late.Name})
	robin.Report(chatjs.Delivered, robin.Await(0, "onMessage", func(i chatjs.Item) bool { return i.Type == "ATTACHMENT" }).Data.ID)
	v.See("Delivered")
	wantSame(t, "the focus", v.Texts(":focus"), []string{late.Name})
	wantFile(t, v, late)
	wantComplaints(t, v, http.StatusBadRequest, http.StatusInternalServerError)
}

// Files speak German too, on the customer's page and at a narrow desk in the dark.
func TestFilesOnPagesInGerman(t *testing.T) {
	t.Parallel()
	s := rejoin.Start(t, smallFiles())
	c := crewOf(t, s, "Bert")
	c.servesPage()
	bert := c.at(0, ccp("de-AT", "dark"))
	becomesAvailable(bert)
	bert.See("Neue Chats erscheinen hier")
	ada := visit(t, s.URL+"/", phone("de-AT", "dark"))
	ada.Type(customerName)
	ada.Press("Enter")
	ada.See("Verbunden")
	bert.See("Eingehender Chat")
	bert.Press("Alt+a")
	ada.See("Bert ist jetzt im Chat.")
	ada.Choose("Dateien anhängen",
		browser.File{Name: "groß.txt", Text: strings.Repeat("x", 3000)}, browser.File{Name: "klein.txt", Text: "x"},
	)
	ada.See("Nicht gesendet: Dateien dürfen höchstens 2 kB groß sein.")
	bert.See("klein.txt")
	bert.Focused("Ihre Nachricht")
	bert.Choose("Dateien anhängen", browser.File{Name: "ein sehr langer Name einer Datei, die jemand schickt.pdf", Text: "x"})
	ada.See("ein sehr langer Name")
	if said := ada.Texts("[role=status].unseen p"); !slices.ContainsFunc(said, func(text string) bool { return strings.HasPrefix(text, "Bert hat die Datei ein sehr") }) {
		t.Errorf("a screen reader says %q, want that there is a file", said)
	}
	ada.Screenshot("customer-files-german")
	bert.Screenshot("desk-files-german")
	for _, v := range []*browser.Visitor{ada, bert} {
		wantNamed(t, v)
		if got := v.Download("Die Datei klein.txt herunterladen"); got.Text != "x" {
			t.Errorf("got %+v, want the file", got)
		}
	}
	wantComplaints(t, ada, http.StatusBadRequest)
}
