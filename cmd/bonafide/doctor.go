package main

import (
	"context"
	"fmt"
	"os"

	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/doctor"
)

type doctorCmd struct {
	Config string `required:"" type:"path" placeholder:"FILE" help:"The node's configuration."`
}

func (c doctorCmd) Run(ctx context.Context) error {
	cfg, err := config.Load(c.Config, os.Getenv)
	if err != nil {
		return err
	}
	findings := doctor.Examine(ctx, cfg)
	fmt.Print(doctor.Text(findings))
	if bad := doctor.Bad(findings); bad > 0 {
		return fmt.Errorf("%d things need attention", bad)
	}
	return nil
}
