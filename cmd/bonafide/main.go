// Command bonafide is the server: a node of the Travel Rule network, the alliance's directory, a sandbox, and the tools around
// them. It holds flags and wiring, and no logic worth testing alone.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/bonafide-id/bonafide/fault"
)

// version is set by the build.
var version = "dev"

type commands struct {
	Serve     serveCmd     `cmd:"" help:"Run a node: the Travel Rule API for an exchange's back end, and the surface other nodes call."`
	Directory directoryCmd `cmd:"" help:"Run the alliance's directory, or manage its members."`
	Members   membersCmd   `cmd:"" help:"Register a node's VASP at the directory, and say with whom it is connected."`
	Sandbox   sandboxCmd   `cmd:"" help:"Run a whole small world on this machine: a directory, two exchanges, a robot, sample customers."`
	Import    importCmd    `cmd:"" help:"Add or update customers from a CSV file, through a node's administration API."`
	Bench     benchCmd     `cmd:"" help:"Put load on a running node and print what it can do."`
	Soak      soakCmd      `cmd:"" help:"Let a small alliance work while parts of it fail, and say whether anything was lost."`
	Keys      keysCmd      `cmd:"" help:"Make, show and rotate a node's keys."`
	Doctor    doctorCmd    `cmd:"" help:"Say what is configured, reachable and missing, and what to do about it."`
	Audit     auditCmd     `cmd:"" help:"Prove that the records were not altered."`
	Demo      demoCmd      `cmd:"" help:"Tell the whole story with real calls: a person becomes a customer, and another exchange verifies her."`
	Check     checkCmd     `cmd:"" help:"Check one person's document and selfie from files, without a server."`
	Eval      evalCmd      `cmd:"" help:"Measure this program on labelled data: how well it reads, compares and checks."`
	Conform   conformCmd   `cmd:"" name:"conformance" help:"Hold any enclave against the contract, as its caller and as its back end, and write a report."`
	Migrate   migrateCmd   `cmd:"" help:"Bring a database to this program's schema."`
	Specimen  specimenCmd  `cmd:"" help:"Draw documents of people who do not exist, and photograph them virtually, with what they say as truth."`
	Version   versionCmd   `cmd:"" help:"Print the version."`
}

type versionCmd struct{}

func (versionCmd) Run() error {
	fmt.Println("bonafide", version)
	return nil
}

func main() {
	var cli commands
	parser := kong.Must(&cli, kong.Name("bonafide"), kong.UsageOnError(),
		kong.Description("Bonafide finds out who a customer is, and proves it to other exchanges when their coins move.\n\n"+
			"To see it: bonafide demo\n\nTo try it: bonafide sandbox\n\nTo run a node: bonafide keys init --config node.yaml, then bonafide serve --config node.yaml"))
	call, err := parser.Parse(os.Args[1:])
	parser.FatalIfErrorf(err)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	call.BindTo(ctx, (*context.Context)(nil))
	if err := call.Run(); err != nil {
		explain(err)
		os.Exit(1)
	}
}

// explain prints an error for a person: each of several on a line of its own.
func explain(err error) {
	all := leaves(err)
	if len(all) == 1 {
		fmt.Fprintln(os.Stderr, "bonafide:", plain(all[0]))
		return
	}
	fmt.Fprintln(os.Stderr, "bonafide: several things are wrong:")
	for _, each := range all {
		fmt.Fprintln(os.Stderr, "  -", plain(each))
	}
}

// leaves takes joined errors apart.
func leaves(err error) (all []error) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	for _, each := range joined.Unwrap() {
		all = append(all, leaves(each)...)
	}
	return all
}

// plain leaves the code out of faults of the configuration, whose text says it all.
func plain(err error) string {
	var f *fault.Error
	if errors.As(err, &f) && f.Code == fault.Config && f == err {
		return f.Place + ": " + f.Detail
	}
	return err.Error()
}
