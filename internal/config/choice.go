package config

import (
	"fmt"
	"slices"
	"strings"
)

// Rehydration says what a persistent chat may name as its source.
type Rehydration string

// The two modes; what they do is in the documentation of the option.
const (
	RehydrationStrict  Rehydration = "strict"
	RehydrationLenient Rehydration = "lenient"
)

// UnmarshalText takes one of the modes.
func (r *Rehydration) UnmarshalText(text []byte) error {
	return choose(r, text, RehydrationStrict, RehydrationLenient)
}

// ClockMode says who moves the time of chats and timers.
type ClockMode string

// The modes. Manual runs as the machine's clock does and is moved ahead besides.
const (
	ClockSystem ClockMode = "system"
	ClockManual ClockMode = "manual"
)

// UnmarshalText takes one of the modes.
func (m *ClockMode) UnmarshalText(text []byte) error {
	return choose(m, text, ClockSystem, ClockManual)
}

// CustomerPage says whether the customer's page starts chats.
type CustomerPage string

// The modes. Auto is on where nobody but this machine can open the page.
const (
	CustomerPageAuto CustomerPage = "auto"
	CustomerPageOn   CustomerPage = "on"
	CustomerPageOff  CustomerPage = "off"
)

// UnmarshalText takes one of the modes.
func (m *CustomerPage) UnmarshalText(text []byte) error {
	return choose(m, text, CustomerPageAuto, CustomerPageOn, CustomerPageOff)
}

// SSOBind says what makes somebody who signs in at a provider the user of a name.
type SSOBind string

// The modes.
const (
	SSOBindSubject SSOBind = "subject"
	SSOBindName    SSOBind = "name"
)

// UnmarshalText takes one of the modes.
func (m *SSOBind) UnmarshalText(text []byte) error {
	return choose(m, text, SSOBindSubject, SSOBindName)
}

// LogFormat is how log lines look.
type LogFormat string

// The formats. Auto is text on a terminal and JSON elsewhere.
const (
	LogAuto LogFormat = "auto"
	LogJSON LogFormat = "json"
	LogText LogFormat = "text"
)

// UnmarshalText takes one of the formats.
func (f *LogFormat) UnmarshalText(text []byte) error {
	return choose(f, text, LogAuto, LogJSON, LogText)
}

// Text reports whether to log text, given whether the log goes to a terminal.
func (f LogFormat) Text(terminal bool) bool {
	return f == LogText || f == LogAuto && terminal
}

// choose sets dst to text if that is one of the choices.
func choose[T ~string](dst *T, text []byte, choices ...T) error {
	if !slices.Contains(choices, T(text)) {
		names := make([]string, len(choices))
		for i, c := range choices {
			names[i] = string(c)
		}
		return fmt.Errorf("want one of %s", strings.Join(names, ", "))
	}
	*dst = T(text)
	return nil
}
