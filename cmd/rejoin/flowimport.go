package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/rejoin-chat/rejoin/internal/app"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/flowadmin"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

// flowImport brings files into an instance. It ends with 1 when something could
// only be saved, or not even that, and with 2 when it was called wrongly.
func flowImport(ctx context.Context, args []string) error {
	var o flowadmin.ImportOptions
	fs := flowFlags("import", "FILE...")
	fs.StringVar(&o.Name, "name", "", "`NAME` of the flow, for one file (default: what the export says, or the file is called)")
	flowTypeFlag(fs, &o.Type)
	fs.BoolVar(&o.SaveOnly, "save", false, "save the flows and publish nothing")
	publish := fs.Bool("publish", false, "publish what can run and save the rest; this is the default")
	fs.BoolVar(&o.DryRun, "dry-run", false, "change nothing, tell what would be done")
	data := dataFlag(fs)
	names, err := parse(fs, args)
	if err != nil {
		return err
	}
	if *publish && o.SaveOnly {
		return exit{exitUsage, errors.New("flow import: --save and --publish exclude each other")}
	}
	files, err := readFlows(names)
	if err != nil {
		return err
	}
	client, err := flowClient(ctx, *data)
	if err != nil {
		return err
	}
	findings, err := client.Import(ctx, os.Stdout, files, o)
	if err := errors.Join(err, flowadmin.WriteText(os.Stderr, findings)); err != nil {
		return fmt.Errorf("flow import: %w", err)
	}
	if flowadmin.Failed(findings) {
		return exit{exitProblems, nil}
	}
	return nil
}

// flowExport writes a flow of an instance to a file, or to standard output.
func flowExport(ctx context.Context, args []string) error {
	fs := flowFlags("export", "NAME|ID|ARN")
	to := fs.String("o", "-", "`FILE` to write; - is standard output")
	data := dataFlag(fs)
	which, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(which) != 1 {
		return exit{exitUsage, errors.New("flow export: name one flow by its name, id or ARN")}
	}
	client, err := flowClient(ctx, *data)
	if err != nil {
		return err
	}
	content, err := client.Export(ctx, which[0])
	if err != nil {
		return fmt.Errorf("flow export: %w", err)
	}
	if *to == "-" {
		_, err = fmt.Print(content)
		return err
	}
	return os.WriteFile(*to, []byte(content), 0o666)
}

func dataFlag(fs interface {
	String(name, value, usage string) *string
}) *string {
	return fs.String("data", "", "data `FOLDER` of the server (default: the server that the variables of rejoin env point at, or else that of ./data)")
}

// requestsWithin bounds one request to the server.
const requestsWithin = 30 * time.Second

// flowClient reaches the server that the variables of rejoin env point at, or the
// one of a data folder.
func flowClient(ctx context.Context, data string) (*flowadmin.Client, error) {
	access, given := accessFromEnviron()
	if data != "" || !given {
		var err error
		if access, err = accessFromFolder(ctx, data); err != nil {
			return nil, err
		}
	}
	return &flowadmin.Client{
		Endpoint: access.Endpoint, Instance: access.Instance, Clock: clock.System(),
		Signer: sigv4.Signer{Credentials: access.Key, Region: access.Region, Service: "connect"},
		HTTP:   &http.Client{Timeout: requestsWithin},
	}, nil
}

// accessFromEnviron takes what rejoin env has exported; ok reports whether it was
// all there.
func accessFromEnviron() (a app.Access, ok bool) {
	a = app.Access{
		Endpoint: cmp.Or(os.Getenv("AWS_ENDPOINT_URL_CONNECT"), os.Getenv("AWS_ENDPOINT_URL")),
		Region:   cmp.Or(os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")),
		Instance: os.Getenv("REJOIN_INSTANCE_ID"),
		Key: sigv4.Credentials{
			AccessKeyID: os.Getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"),
			SessionToken: os.Getenv("AWS_SESSION_TOKEN"),
		},
	}
	ok = a.Endpoint != "" && a.Region != "" && a.Instance != "" && a.Key.AccessKeyID != "" && a.Key.SecretAccessKey != ""
	return a, ok
}

// accessFromFolder looks into the data folder of a server. It makes no new one:
// nothing could answer there.
func accessFromFolder(ctx context.Context, data string) (app.Access, error) {
	var args []string
	if data != "" {
		args = []string{"--data", data}
	}
	c, err := config.Load(args, os.LookupEnv)
	if err != nil {
		return app.Access{}, err
	}
	if !c.Database.Postgres() {
		if _, err := os.Stat(c.Data); err != nil {
			return app.Access{}, fmt.Errorf("no server has its data in %s: give --data, or the variables that rejoin env prints", c.Data)
		}
	}
	return app.FindAccess(ctx, c)
}
