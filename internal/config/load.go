package config

import (
	"errors"
	"flag"
	"fmt"
	"io"
)

// Load reads the settings from a command's arguments and, where they say
// nothing, from the environment; the rest are the defaults. An environment
// variable that is empty counts as not set. The lookup function is os.LookupEnv.
//
// The error names the flag or variable and says what it wants; it is
// flag.ErrHelp if the arguments ask for help.
func Load(args []string, lookup func(string) (string, bool)) (*Config, error) {
	c := new(Config)
	options := optionsOf(c)
	if err := loadDefaults(options); err != nil {
		return nil, err
	}
	if err := loadEnv(options, lookup); err != nil {
		return nil, err
	}
	if err := loadFlags(options, args); err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	return c, nil
}

func loadDefaults(options []option) error {
	for _, o := range options {
		if o.initial() == "" {
			continue
		}
		if err := o.Set(o.initial()); err != nil {
			return fmt.Errorf("default of --%s %q: %w", o.name(), o.initial(), err)
		}
	}
	return nil
}

func loadEnv(options []option, lookup func(string) (string, bool)) error {
	for _, o := range options {
		text, _ := lookup(o.env())
		if text == "" {
			continue
		}
		if err := o.Set(text); err != nil {
			return fmt.Errorf("%s%s: %w", o.env(), o.shown(text), err)
		}
	}
	return nil
}

func loadFlags(options []option, args []string) error {
	set := flag.NewFlagSet("", flag.ContinueOnError)
	set.SetOutput(io.Discard) // the caller prints the error and the usage
	// The package flag writes its own words around what Set returns, so the
	// precise error is kept aside.
	var precise error
	for _, o := range options {
		set.Func(o.name(), o.doc(), func(text string) error {
			err := o.Set(text)
			if err != nil {
				precise = fmt.Errorf("--%s%s: %w", o.name(), o.shown(text), err)
			}
			return err
		})
	}
	if err := set.Parse(args); err != nil {
		if precise != nil {
			return precise
		}
		return err
	}
	if set.NArg() > 0 {
		// It is not repeated: it may be the value of an option that is secret.
		return fmt.Errorf("argument %d is unexpected: options begin with --, and each has one value", len(args)-set.NArg()+1)
	}
	return nil
}

// CheckServe holds the rules that matter to a server alone, beyond those of Load.
func (c *Config) CheckServe() error {
	if c.Database.Postgres() && c.Files == "" {
		return errors.New("--database needs --files: name a bucket, s3://BUCKET, or a folder that all servers share")
	}
	return c.checkClock()
}

// checkClock holds what a clock that people move needs: nodes beside this one
// would not follow it, and who is on another machine has no business with it.
func (c *Config) checkClock() error {
	if c.Clock != ClockManual {
		return nil
	}
	if c.Database.Postgres() {
		return errors.New("--clock manual is for a server on its own, without --database postgres://… and --broker: other servers would not follow its time")
	}
	if host, _ := c.Listen.split(); !isLoopback(host) {
		return fmt.Errorf("--clock manual is for tests on this machine: it needs --listen on loopback, such as 127.0.0.1:8080, not %s", c.Listen)
	}
	return nil
}

// check holds the rules between options; each option's own are in its type.
func (c *Config) check() error {
	switch {
	case c.Data == "":
		return errors.New("--data is empty: name a folder")
	case c.Broker != "" && !c.Database.Postgres():
		return errors.New("--broker needs --database postgres://…: servers that talk to each other share a database")
	case c.TLSCert != "" && c.TLSKey == "":
		return errors.New("--tls-cert needs --tls-key")
	case c.TLSKey != "" && c.TLSCert == "":
		return errors.New("--tls-key needs --tls-cert")
	case c.TLSCert != "" && c.TLSAutoHost != "":
		return errors.New("--tls-cert and --tls-auto-host exclude each other: either bring a certificate or get one")
	}
	return c.checkSignIn()
}
