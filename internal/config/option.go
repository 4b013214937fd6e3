package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// option is one field of a Config, seen as a flag and an environment variable.
// It is a flag.Value.
type option struct {
	field reflect.StructField
	value reflect.Value
}

// optionsOf lists the options of c in the order of the struct.
func optionsOf(c *Config) []option {
	v := reflect.ValueOf(c).Elem()
	options := make([]option, v.NumField())
	for i := range options {
		options[i] = option{field: v.Type().Field(i), value: v.Field(i)}
	}
	return options
}

func (o option) name() string     { return o.field.Tag.Get("flag") }
func (o option) argument() string { return o.field.Tag.Get("arg") }
func (o option) initial() string  { return o.field.Tag.Get("default") }
func (o option) doc() string      { return o.field.Tag.Get("doc") }

// env is the name of the environment variable.
func (o option) env() string {
	return "REJOIN_" + strings.ToUpper(strings.ReplaceAll(o.name(), "-", "_"))
}

// shown is a value as an error may show it: not at all where it may be secret, or
// where it may hold a user with a password.
func (o option) shown(text string) string {
	if _, ok := o.value.Interface().(interface{ secret() }); ok || strings.Contains(text, "@") {
		return ""
	}
	return fmt.Sprintf(" %q", text)
}

// String is part of flag.Value. The package flag calls it on a zero option too.
func (o option) String() string { return "" }

// Set parses text into the field. The error says what is wanted, not which
// option or value it is about.
func (o option) Set(text string) error {
	switch p := o.value.Addr().Interface().(type) {
	case encoding.TextUnmarshaler:
		return p.UnmarshalText([]byte(text))
	case *string:
		*p = text
		return nil
	case *int:
		return o.setInt(p, text)
	default:
		return fmt.Errorf("field %s has the type %s, which no option can have", o.field.Name, o.field.Type)
	}
}

func (o option) setInt(p *int, text string) error {
	n, err := strconv.Atoi(text)
	if err != nil {
		return errors.New("want a whole number")
	}
	if limit, err := strconv.Atoi(o.field.Tag.Get("min")); err == nil && n < limit {
		return fmt.Errorf("want at least %d", limit)
	}
	if limit, err := strconv.Atoi(o.field.Tag.Get("max")); err == nil && n > limit {
		return fmt.Errorf("want at most %d", limit)
	}
	*p = n
	return nil
}
