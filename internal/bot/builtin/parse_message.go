package builtin

import (
	"encoding/json"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/strictyaml"
)

// The bounds of interactive messages. spec: interactive messages, list picker and
// quick reply templates.
const (
	maxListOptions  = 10
	minReplyOptions = 2
	maxReplyOptions = 5
	// maxPayload is spec: interactive messages, validation limits.
	maxPayload = 20_000
)

// messages reads one message or a list of them; i is the intent whose slots may be
// named, nil for none.
func (p *parser) messages(n strictyaml.Node, i *intent) []message {
	if !n.Given() {
		return nil
	}
	if !n.IsList() {
		return []message{p.message(n, i)}
	}
	var all []message
	for _, item := range n.Items() {
		all = append(all, p.message(item, i))
	}
	return all
}

// message reads a text or one of text:, list:, buttons: and payload:.
func (p *parser) message(n strictyaml.Node, i *intent) message {
	if !n.IsMapping() {
		return message{text: p.template(n, i)}
	}
	m := n.Mapping()
	text, list, buttons, payload := m.Get("text"), m.Get("list"), m.Get("buttons"), m.Get("payload")
	m.End()
	given := 0
	for _, form := range []strictyaml.Node{text, list, buttons, payload} {
		if form.Given() {
			given++
		}
	}
	switch {
	case given != 1:
		n.Fail("want one of text, list, buttons, payload")
	case list.Given():
		return p.menu(list, i, "ListPicker", 1, maxListOptions)
	case buttons.Given():
		return p.menu(buttons, i, "QuickReply", minReplyOptions, maxReplyOptions)
	case payload.Given():
		return p.payload(payload, payload.JSON(), i)
	}
	return message{text: p.template(text, i)}
}

func (p *parser) template(n strictyaml.Node, i *intent) template {
	t := template(n.Text())
	if err := t.check(i); err != nil {
		n.Fail("%w", err)
	}
	return t
}

// interactive is the content of a list picker or a quick reply.
type interactive struct {
	TemplateType string          `json:"templateType"`
	Version      string          `json:"version"`
	Data         interactiveData `json:"data"`
}

type interactiveData struct {
	Content interactiveContent `json:"content"`
}

type interactiveContent struct {
	Title     string    `json:"title"`
	Subtitle  string    `json:"subtitle,omitempty"`
	ImageType string    `json:"imageType,omitempty"`
	ImageData string    `json:"imageData,omitempty"`
	Elements  []element `json:"elements"`
}

type element struct {
	Title     string `json:"title"`
	Subtitle  string `json:"subtitle,omitempty"`
	ImageType string `json:"imageType,omitempty"`
	ImageData string `json:"imageData,omitempty"`
}

// menu reads a title and options.
func (p *parser) menu(n strictyaml.Node, i *intent, template string, least, most int) message {
	m := n.Mapping()
	content := interactiveContent{Title: m.Need("title").Text(), Subtitle: m.Get("subtitle").Text()}
	content.ImageType, content.ImageData = image(m.Get("image"))
	options := m.Need("options")
	m.End()
	for _, item := range options.Items() {
		option := p.option(item)
		if slices.ContainsFunc(content.Elements, func(e element) bool { return fold(e.Title) == fold(option.Title) }) {
			item.Fail("%q is an option already", option.Title)
		}
		content.Elements = append(content.Elements, option)
	}
	return p.interactive(n, template, content, i, least, most)
}

func (p *parser) interactive(n strictyaml.Node, template string, content interactiveContent, i *intent, least, most int) message {
	if len(content.Elements) < least || len(content.Elements) > most {
		n.Fail("a %s has %d to %d options", template, least, most)
	}
	text, err := json.Marshal(interactive{template, "1.0", interactiveData{content}})
	if err != nil {
		n.Fail("%w", err)
	}
	return p.payload(n, text, i)
}

// option reads a title alone, or one with more.
func (p *parser) option(n strictyaml.Node) element {
	if !n.IsMapping() {
		if n.Text() == "" {
			n.Fail("want a title")
		}
		return element{Title: n.Text()}
	}
	m := n.Mapping()
	title := m.Need("title")
	e := element{Title: title.Text(), Subtitle: m.Get("subtitle").Text()}
	e.ImageType, e.ImageData = image(m.Get("image"))
	if target := m.Get("intent"); target.Given() {
		p.menus = append(p.menus, menuOption{title, target})
	}
	m.End()
	return e
}

func image(n strictyaml.Node) (kind, url string) {
	if !n.Given() {
		return "", ""
	}
	return "URL", n.Text()
}

func (p *parser) payload(n strictyaml.Node, content json.RawMessage, i *intent) message {
	if len(content) > maxPayload {
		n.Fail("an interactive message has at most %d bytes", maxPayload)
	}
	if err := template(content).check(i); err != nil {
		n.Fail("%w", err)
	}
	return message{payload: content}
}

// shown makes a menu of a slot's values, with the question as its title.
func (p *parser) shown(show, ask strictyaml.Node, k kind, i *intent) []message {
	list, ok := k.(listKind)
	if !ok {
		show.Fail("only a slot with values can show them")
		return nil
	}
	if ask.Text() == "" {
		show.Fail("ask is missing: the question stands above the values")
	}
	content := interactiveContent{Title: string(p.template(ask, i))}
	for _, c := range list.choices {
		content.Elements = append(content.Elements, element{Title: c.value})
	}
	switch show.Text() {
	case "list":
		return []message{p.interactive(show, "ListPicker", content, i, 1, maxListOptions)}
	case "buttons":
		return []message{p.interactive(show, "QuickReply", content, i, minReplyOptions, maxReplyOptions)}
	}
	show.Fail("want list or buttons")
	return nil
}
