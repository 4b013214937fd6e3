package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/legacy"
	"github.com/rejoin-chat/rejoin/internal/flowadmin"
)

const flowUsage = `Usage: rejoin flow COMMAND [OPTIONS] [ARGUMENTS]

  lint FILE...       tell what keeps flows from being published; needs no server
  import FILE...     bring flows into an instance, whichever format they are in
  export NAME|ID|ARN write a flow as a document that another instance can import
  trace CONTACT      tell what flows did during a contact, and why

FILE may be - for standard input. rejoin flow COMMAND --help tells the options.
`

// exitProblems and exitUsage are the codes with which lint, import and others end.
const (
	exitProblems = 1
	exitUsage    = 2
)

// flows works with the files of flows, and tells what flows did.
func flows(ctx context.Context, args []string) error {
	if len(args) == 0 {
		fmt.Fprint(os.Stderr, flowUsage)
		return exit{exitUsage, errUsage}
	}
	switch args[0] {
	case "lint":
		return flowLint(ctx, args[1:])
	case "import":
		return flowImport(ctx, args[1:])
	case "export":
		return flowExport(ctx, args[1:])
	case "trace":
		return flowTrace(ctx, args[1:])
	case "help", "-h", "-help", "--help":
		_, err := fmt.Print(flowUsage)
		return err
	}
	fmt.Fprint(os.Stderr, flowUsage)
	return exit{exitUsage, fmt.Errorf("flow: unknown command %q", args[0])}
}

// flowFlags are the options of one of the commands.
func flowFlags(name, arguments string) *flag.FlagSet {
	fs := flag.NewFlagSet("rejoin flow "+name+" [OPTIONS] "+arguments, flag.ContinueOnError)
	fs.SetOutput(io.Discard) // main prints errors
	fs.Usage = func() {}     // and parse the help, where it is asked for
	return fs
}

// parse reads options and arguments, in any order.
func parse(fs *flag.FlagSet, args []string) (arguments []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				fmt.Printf("Usage: %s\n\n", fs.Name())
				fs.SetOutput(os.Stdout)
				fs.PrintDefaults()
				return nil, err
			}
			return nil, exit{exitUsage, fmt.Errorf("flow: %w", err)}
		}
		if fs.NArg() == 0 {
			return arguments, nil
		}
		arguments, args = append(arguments, fs.Arg(0)), fs.Args()[1:]
	}
}

// flowTypeFlag adds --type.
func flowTypeFlag(fs *flag.FlagSet, t *flow.Type) {
	fs.Func("type", "`TYPE` of the flow, such as CUSTOMER_QUEUE (default: what the export says, or else CONTACT_FLOW)", func(text string) error {
		known, ok := legacy.FlowType(text)
		if !ok {
			return errors.New("there is no such flow type")
		}
		*t = known
		return nil
	})
}

// readFlows reads files; - is standard input.
func readFlows(names []string) ([]flowadmin.File, error) {
	var files []flowadmin.File
	for _, name := range names {
		data, err := readFlow(name)
		if err != nil {
			return nil, exit{exitUsage, err}
		}
		files = append(files, flowadmin.File{Name: name, Content: flowText(data)})
	}
	if len(files) == 0 {
		return nil, exit{exitUsage, errors.New("name at least one file, or - for standard input")}
	}
	return files, nil
}

func readFlow(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(name)
}
