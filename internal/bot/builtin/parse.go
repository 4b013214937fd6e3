package builtin

import (
	"regexp"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/strictyaml"
)

// The bounds of a session. spec: CreateBot idleSessionTTLInSeconds (Amazon Lex V2).
const (
	defaultSession = 5 * time.Minute
	minSession     = time.Minute
	maxSession     = 24 * time.Hour
)

const (
	maxRetries     = 10
	defaultRetries = 2
)

// spec: CreateIntent intentName, CreateSlot slotName (Amazon Lex V2).
var namePattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,99}$`)

// parser reads one file.
type parser struct {
	script *Script
	kinds  map[string]kind
	// menus are options that stand for intents, resolved once all are known.
	menus []menuOption
	keys  []strictyaml.Node // of the intents
	// said are the folded texts that mean an intent, by which it is.
	said map[string]*intent
}

type menuOption struct{ title, intent strictyaml.Node }

// Parse reads a bot. The error is that of the first line with a fault.
func Parse(data []byte) (*Script, error) {
	doc, err := strictyaml.Parse(data)
	if err != nil {
		return nil, err
	}
	p := &parser{script: new(Script), said: make(map[string]*intent)}
	p.file(doc.Root())
	if err := doc.Err(); err != nil {
		return nil, err
	}
	return p.script, nil
}

func (p *parser) file(root strictyaml.Node) {
	m, s := root.Mapping(), p.script
	s.Name = m.Get("name").Text()
	s.session = m.Get("session").Duration(defaultSession, minSession, maxSession)
	s.zone = p.zone(m.Get("timezone"))
	s.monthDay = m.Get("month-first").Bool()
	yes, no := m.Get("yes"), m.Get("no")
	s.yes = p.phrases(yes, "yes", "y", "yeah", "yep", "ok", "okay", "sure", "correct", "right")
	s.no = p.phrases(no, "no", "n", "nope", "nah", "wrong", "not")
	p.answers(yes, no)
	p.types(m.Get("types"))
	intents := m.Need("intents")
	p.intents(intents)
	s.welcome = p.messages(m.Get("welcome"), nil)
	p.fallback(m.Get("fallback"))
	p.resolve()
	m.End()
	if intents.Given() && len(s.intents) == 0 {
		intents.Fail("want at least one intent")
	}
}

func (p *parser) zone(n strictyaml.Node) *time.Location {
	zone, err := time.LoadLocation(n.Text())
	if err != nil {
		n.Fail("want a time zone, such as Europe/Berlin")
		return time.UTC
	}
	return zone
}

// phrases are folded texts.
func (p *parser) phrases(n strictyaml.Node, otherwise ...string) []string {
	if !n.Given() {
		return otherwise
	}
	var phrases []string
	for _, item := range n.Items() {
		folded := fold(item.Text())
		if folded == "" {
			item.Fail("want words")
		}
		phrases = append(phrases, folded)
	}
	return phrases
}

// answers holds that there is a way to say yes and one to say no, and that they are
// not the same.
func (p *parser) answers(yes, no strictyaml.Node) {
	for _, one := range []struct {
		given  strictyaml.Node
		others []string
	}{{yes, p.script.no}, {no, p.script.yes}} {
		items := one.given.Items()
		if one.given.Given() && len(items) == 0 {
			one.given.Fail("want at least one")
		}
		for _, item := range items {
			if slices.Contains(one.others, fold(item.Text())) {
				item.Fail("%q would mean both yes and no", item.Text())
			}
		}
	}
}

func (p *parser) intents(n strictyaml.Node) {
	n.Mapping().Each(func(key, value strictyaml.Node) {
		name := key.Text()
		switch {
		case !namePattern.MatchString(name):
			key.Fail("intent %q: want a letter and then letters, digits, _ and -", name)
		case name == bot.FallbackIntent:
			key.Fail("%s is what fallback: is about", name)
		}
		p.intent(key, value)
	})
}

func (p *parser) intent(key, n strictyaml.Node) {
	i := &intent{name: key.Text(), set: make(map[string]template)}
	p.keys = append(p.keys, key)
	p.script.intents = append(p.script.intents, i)
	m := n.Mapping()
	m.Get("slots").Mapping().Each(func(key, value strictyaml.Node) { p.slot(i, key, value) })
	for _, item := range m.Get("utterances").Items() {
		pattern, err := readPattern(item.Text(), i)
		if err != nil {
			item.Fail("%w", err)
		}
		i.patterns = append(i.patterns, pattern)
		if plain, ok := pattern.plain(); ok {
			p.means(item, plain, i)
		}
	}
	i.anytime = m.Get("anytime").Bool()
	i.confirm = p.messages(m.Get("confirm"), i)
	i.declined = p.messages(m.Get("declined"), i)
	i.failed = p.messages(m.Get("failed"), i)
	i.say = p.messages(m.Get("say"), i)
	m.Get("set").Mapping().Each(func(key, value strictyaml.Node) {
		i.set[key.Text()] = p.template(value, i)
	})
	switch then := m.Get("then"); then.Text() {
	case "", "close":
	case "listen":
		i.goesOn = true
	default:
		then.Fail("want close or listen")
	}
	m.End()
}

func (p *parser) slot(i *intent, key, n strictyaml.Node) {
	s := &slot{name: key.Text()}
	if !namePattern.MatchString(s.name) {
		key.Fail("slot %q: want a letter and then letters, digits, _ and -", s.name)
	}
	// Its own name may stand in what it says, and those of the slots before it.
	i.slots = append(i.slots, s)
	m := n.Mapping()
	s.kind = p.kind(m)
	s.optional = m.Get("optional").Bool()
	s.retries = m.Get("retries").Int(defaultRetries, 0, maxRetries)
	ask := m.Get("ask")
	show := m.Get("show")
	if show.Given() {
		s.ask = p.shown(show, ask, s.kind, i)
	} else {
		s.ask = p.messages(ask, i)
	}
	if len(s.ask) == 0 && !s.optional {
		n.Fail("ask is missing, or optional: true")
	}
	s.again = p.messages(m.Get("again"), i)
	if len(s.again) == 0 {
		s.again = s.ask
	} else if show.Given() {
		s.again = append(s.again, s.ask...)
	}
	m.End()
}

func (p *parser) fallback(n strictyaml.Node) {
	m := n.Mapping()
	p.script.fallback = fallback{
		say:     p.messages(m.Get("say"), nil),
		last:    p.messages(m.Get("last"), nil),
		retries: m.Get("retries").Int(defaultRetries, 0, maxRetries),
	}
	m.End()
	if len(p.script.fallback.say) == 0 {
		p.script.fallback.say = []message{{text: "Sorry, I did not understand that."}}
	}
}

// means notes a text that is an intent's. Of two that have the same, the second would
// never be heard of.
func (p *parser) means(at strictyaml.Node, folded string, i *intent) {
	if other, taken := p.said[folded]; taken && other != i {
		at.Fail("%q means the intent %s already", at.Text(), other.name)
		return
	}
	p.said[folded] = i
}

// resolve ties the options of menus to their intents, and looks for intents that
// nothing leads to.
func (p *parser) resolve() {
	for _, o := range p.menus {
		i := p.script.intent(o.intent.Text())
		if i == nil {
			o.intent.Fail("there is no intent %q", o.intent.Text())
			continue
		}
		p.means(o.title, fold(o.title.Text()), i)
		if folded := fold(o.title.Text()); !slices.Contains(i.titles, folded) {
			i.titles = append(i.titles, folded)
		}
	}
	for n, i := range p.script.intents {
		if len(i.patterns) == 0 && len(i.titles) == 0 {
			p.keys[n].Fail("nothing leads to the intent %s: it has no utterances, and no option of a list or of buttons names it", i.name)
		}
	}
}
