package chatjs

// File is one that participants attach.
type File struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	Bytes []byte `json:"bytes"`
}

// Attach sends a file by sendAttachment. A rejection is a *Rejection.
func (p *Participant) Attach(f File) error {
	p.t.Helper()
	return p.run("sendAttachment", "attach", map[string]any{"file": f}, nil)
}

// Download gets the file of an attachment by downloadAttachment, with its type and
// without its name. A rejection is a
// *Rejection.
func (p *Participant) Download(id string) (f File, err error) {
	p.t.Helper()
	err = p.run("downloadAttachment", "download", map[string]any{"id": id}, &f)
	return f, err
}

// AttachmentURL is what getAttachmentURL gives.
func (p *Participant) AttachmentURL(id string) (url string, err error) {
	p.t.Helper()
	err = p.Call("getAttachmentURL", map[string]any{"attachmentId": id}, &url)
	return url, err
}
