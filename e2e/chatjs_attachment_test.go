package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	awsv1 "github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/awserr"
	participant "github.com/aws/aws-sdk-go/service/connectparticipant"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

var attachmentRows = []row{
	{7, "upload_has_a_preflight", uploadHasAPreflight},
	{79, "attachment_is_uploaded_and_announced", attachmentIsUploadedAndAnnounced},
	{80, "upload_without_a_promised_header_is_refused", uploadWithoutAPromisedHeaderIsRefused},
	{81, "upload_that_never_came_is_refused", uploadThatNeverCameIsRefused},
	{82, "upload_larger_than_declared_is_refused", uploadLargerThanDeclaredIsRefused},
	{83, "oversize_and_forbidden_types_are_refused", oversizeAndForbiddenTypesAreRefused},
	{84, "download_has_the_same_bytes", downloadHasTheSameBytes},
	{85, "attachment_url_works_until_it_expires", attachmentURLWorksUntilItExpires},
	{87, "file_name_survives", fileNameSurvives},
}

// picture is a PNG of one pixel.
var picture = chatjs.File{Name: "pixel.png", Type: "image/png", Bytes: []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01" +
	"\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x03\x00\x08\xfc\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82")}

// attached waits until a participant is told of a file, and gives its attachment.
func attached(p *chatjs.Participant, name string) chatjs.Attachment {
	return p.Await(0, "onMessage", func(i chatjs.Item) bool {
		return i.Type == "ATTACHMENT" && len(i.Attachments) == 1 && i.Attachments[0].AttachmentName == name
	}).Data.Attachments[0]
}

// withAgent is a chat of a customer and an agent, each with ChatJS.
func withAgent(t *testing.T) (customer, agent *chatjs.Participant) {
	t.Helper()
	s := sharedServer(t)
	ann, queue := hired(t, s)
	customer = arrive(t, s, withFlow(flowID(t, s, "queueing", queueing(queue))))
	ann.is("routable")
	contact, _ := ann.awaits("connecting")
	ann.calls("AcceptContact", map[string]any{"contactId": contact}, nil)
	ann.awaits("connected")
	return customer, ann.session(customer.Details.ContactID)
}

func attachmentIsUploadedAndAnnounced(t *testing.T) {
	customer, agent := withAgent(t)
	for _, from := range []*chatjs.Participant{customer, agent} {
		sent := picture
		sent.Name = from.Details.ParticipantID + ".png"
		must(t, from.Attach(sent))
		for _, p := range []*chatjs.Participant{customer, agent} {
			got := attached(p, sent.Name)
			if got.AttachmentID == "" || got.ContentType != sent.Type || got.Status != "APPROVED" {
				t.Errorf("got %+v, want an approved %s", got, sent.Type)
			}
			page, err := p.Page(map[string]any{"maxResults": 100})
			must(t, err)
			last := page.Transcript[len(page.Transcript)-1]
			if last.Type != "ATTACHMENT" || last.ParticipantID != from.Details.ParticipantID || len(last.Attachments) != 1 || last.Attachments[0] != got {
				t.Errorf("got %+v last in the transcript, want %+v", last, got)
			}
		}
	}
}

func downloadHasTheSameBytes(t *testing.T) {
	customer, agent := withAgent(t)
	must(t, customer.Attach(picture))
	id := attached(agent, picture.Name).AttachmentID
	for _, p := range []*chatjs.Participant{customer, agent} {
		got, err := p.Download(id)
		must(t, err)
		if !bytes.Equal(got.Bytes, picture.Bytes) || got.Type != picture.Type {
			t.Errorf("got %d bytes of %s, want the %d of %s", len(got.Bytes), got.Type, len(picture.Bytes), picture.Type)
		}
	}
}

func fileNameSurvives(t *testing.T) {
	customer, _ := withAgent(t)
	sent := picture
	sent.Name = "Größe — 写真 \U0001F600.PNG"
	must(t, customer.Attach(sent))
	url, err := customer.AttachmentURL(attached(customer, sent.Name).AttachmentID)
	must(t, err)
	answer, err := http.Get(url)
	must(t, err)
	defer answer.Body.Close()
	if got := answer.Header.Get("Content-Disposition"); !strings.Contains(got, "%20%E2%80%94%20%E5%86%99") {
		t.Errorf("got Content-Disposition %q, want the name", got)
	}
}

// uploading is a customer without ChatJS, who begins an upload.
type uploading struct {
	talker
	id, url string
	headers map[string]*string
}

func uploads(t *testing.T, f chatjs.File) uploading {
	t.Helper()
	s := sharedServer(t)
	u := uploading{talker: talk(t, s, start(t, s))}
	out, err := u.begins(f, "once")
	must(t, err)
	u.id, u.url, u.headers = awsv1.StringValue(out.AttachmentId), awsv1.StringValue(out.UploadMetadata.Url), out.UploadMetadata.HeadersToInclude
	return u
}

func (k talker) begins(f chatjs.File, clientToken string) (*participant.StartAttachmentUploadOutput, error) {
	return k.client.StartAttachmentUploadWithContext(k.t.Context(), &participant.StartAttachmentUploadInput{
		AttachmentName: &f.Name, ContentType: &f.Type, AttachmentSizeInBytes: awsv1.Int64(int64(len(f.Bytes))),
		ClientToken: &clientToken, ConnectionToken: &k.token,
	})
}

func (k talker) completes(id string) error {
	_, err := k.client.CompleteAttachmentUploadWithContext(k.t.Context(), &participant.CompleteAttachmentUploadInput{
		AttachmentIds: []*string{&id}, ClientToken: awsv1.String("done"), ConnectionToken: &k.token,
	})
	return err
}

// puts sends bytes to the address, with the headers that were asked for or others, and
// gives the status.
func (u uploading) puts(body []byte, headers map[string]*string) int {
	u.t.Helper()
	request, err := http.NewRequestWithContext(u.t.Context(), http.MethodPut, u.url, bytes.NewReader(body))
	must(u.t, err)
	for name, value := range headers {
		request.Header.Set(name, *value)
	}
	answer, err := http.DefaultClient.Do(request)
	must(u.t, err)
	answer.Body.Close()
	return answer.StatusCode
}

// refuses is that the upload cannot be completed and that nobody is told of it.
func (u uploading) refuses() {
	u.t.Helper()
	var refused awserr.Error
	if err := u.completes(u.id); !errors.As(err, &refused) || refused.Code() != participant.ErrCodeValidationException {
		u.t.Errorf("got %v, want a ValidationException", err)
	}
	if got := u.attachments(); got != 0 {
		u.t.Errorf("got %d attachments in the transcript, want none", got)
	}
}

// attachments counts those in the transcript.
func (k talker) attachments() (n int) {
	k.t.Helper()
	page, err := k.client.GetTranscriptWithContext(k.t.Context(), &participant.GetTranscriptInput{ConnectionToken: &k.token, MaxResults: awsv1.Int64(100)})
	must(k.t, err)
	for _, item := range page.Transcript {
		if awsv1.StringValue(item.Type) == participant.ChatItemTypeAttachment {
			n++
		}
	}
	return n
}

func uploadHasAPreflight(t *testing.T) {
	u := uploads(t, picture)
	preflight(t, sharedServer(t), strings.TrimPrefix(u.url, sharedServer(t).URL), http.MethodPut, "content-type")
}

func uploadWithoutAPromisedHeaderIsRefused(t *testing.T) {
	u := uploads(t, picture)
	other := map[string]*string{"Content-Type": awsv1.String("text/html")}
	for _, headers := range []map[string]*string{nil, other} {
		if got := u.puts(picture.Bytes, headers); got != http.StatusBadRequest {
			t.Errorf("got %d with %v, want 400", got, headers)
		}
	}
	u.refuses()
}

func uploadThatNeverCameIsRefused(t *testing.T) {
	u := uploads(t, picture)
	u.refuses()
	if got := u.puts(picture.Bytes, u.headers); got != http.StatusOK {
		t.Errorf("got %d, want the file to be taken all the same", got)
	}
	must(t, u.completes(u.id))
	must(t, u.completes(u.id)) // a repeat tells nothing twice
	if got := u.attachments(); got != 1 {
		t.Errorf("got %d attachments in the transcript, want 1", got)
	}
}

func uploadLargerThanDeclaredIsRefused(t *testing.T) {
	u := uploads(t, picture)
	for _, body := range [][]byte{append(bytes.Clone(picture.Bytes), 'x'), picture.Bytes[1:], nil} {
		if got := u.puts(body, u.headers); got != http.StatusBadRequest {
			t.Errorf("got %d for %d bytes, want 400", got, len(body))
		}
	}
	u.refuses()
}

func oversizeAndForbiddenTypesAreRefused(t *testing.T) {
	customer, _ := withAgent(t)
	for name, f := range map[string]chatjs.File{
		"too large":       {Name: "a.png", Type: "image/png", Bytes: make([]byte, 20<<20+1)},
		"a program":       {Name: "a.exe", Type: "image/png", Bytes: []byte("x")},
		"no extension":    {Name: "png", Type: "image/png", Bytes: []byte("x")},
		"a path":          {Name: "../a.png", Type: "image/png", Bytes: []byte("x")},
		"no type":         {Name: "a.png", Type: "", Bytes: []byte("x")},
		"an empty file":   {Name: "a.png", Type: "image/png", Bytes: []byte{}},
		"a line too many": {Name: "a\n.png", Type: "image/png", Bytes: []byte("x")},
	} {
		err := customer.Attach(f)
		if err == nil {
			t.Errorf("%s: it was taken", name)
			continue
		}
		wantRejection(t, err, "ValidationException", http.StatusBadRequest)
	}
}

func attachmentURLWorksUntilItExpires(t *testing.T) {
	customer, _ := withAgent(t)
	must(t, customer.Attach(picture))
	id := attached(customer, picture.Name).AttachmentID
	url, err := customer.AttachmentURL(id)
	must(t, err)
	if status, body := fetched(t, url); status != http.StatusOK || !bytes.Equal(body, picture.Bytes) {
		t.Errorf("got %d and %d bytes, want the file", status, len(body))
	}
	k := talk(t, sharedServer(t), customer.Details)
	long, err := k.client.GetAttachmentWithContext(t.Context(), &participant.GetAttachmentInput{AttachmentId: &id, ConnectionToken: &k.token})
	must(t, err)
	if status, _ := fetched(t, awsv1.StringValue(long.Url)); status != http.StatusOK {
		t.Errorf("got %d at the SDK's address, want 200", status)
	}
	// The SDK knows of no time.
	status, raw := asksParticipant(t, sharedServer(t), "attachment", k.token, fmt.Sprintf(`{"AttachmentId":%q,"UrlExpiryInSeconds":5}`, id))
	var short struct {
		URL                   string `json:"Url"`
		URLExpiry             string `json:"UrlExpiry"`
		AttachmentSizeInBytes int
	}
	if must(t, json.Unmarshal(raw, &short)); status != http.StatusOK || short.AttachmentSizeInBytes != len(picture.Bytes) {
		t.Errorf("got %d %s, want a size of %d", status, raw, len(picture.Bytes))
	}
	until, err := time.Parse(time.RFC3339, short.URLExpiry)
	if must(t, err); time.Until(until) > 5*time.Second {
		t.Errorf("got a URL that is good until %s, want five seconds", until)
	}
	eventually(t, "the end of the address", func() string {
		if status, _ := fetched(t, short.URL); status != http.StatusForbidden {
			return http.StatusText(status)
		}
		return ""
	})
	if time.Now().Before(until) {
		t.Error("the address ended before its time")
	}
}

func fetched(t *testing.T, url string) (status int, body []byte) {
	t.Helper()
	answer, err := http.Get(url)
	must(t, err)
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	must(t, err)
	return answer.StatusCode, body
}

// Whoever comes back reads the files of the past that he is shown, and no others.
// spec: Enable persistent chat, FROM_SEGMENT.
func TestFilesOfThePastAreThoseThatAreShown(t *testing.T) {
	s := sharedServer(t)
	before := &segmented{customer: arrive(t, s)}
	first := before.customer.Details.ContactID
	files := []string{before.attaches(t, "contract.pdf")}
	before.customer.Say("hello")
	before.handOver(talk(t, s, invite(t, s, first, first, agentName)))
	files = append(files, before.attaches(t, "survey.pdf"))
	before.end()

	for mode, shown := range map[types.RehydrationType][]bool{
		types.RehydrationTypeFromSegment:       {true, false},
		types.RehydrationTypeEntirePastSession: {true, true},
	} {
		customer := arrive(t, s, continuing(mode, first))
		for i, id := range files {
			got, err := customer.Download(id)
			switch {
			case !shown[i]:
				wantRejection(t, err, "AccessDeniedException", http.StatusForbidden)
			case err != nil || !bytes.Equal(got.Bytes, picture.Bytes):
				t.Errorf("%s: got %d bytes of file %d and error %v, want it", mode, len(got.Bytes), i+1, err)
			}
		}
	}
}

// attaches has the customer send a file, and gives the id of the attachment.
func (c *segmented) attaches(t *testing.T, name string) (id string) {
	f := picture
	f.Name, f.Type = name, "application/pdf"
	must(t, c.customer.Attach(f))
	return attached(c.customer, name).AttachmentID
}
