// Command cluster runs a throw-away PostgreSQL until it is interrupted, and prints its URL: for benchmarks by hand.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/bonafide-id/bonafide/internal/store/pgtest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cluster, err := pgtest.Start(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer cluster.Stop()
	fmt.Println(cluster.URL())
	<-ctx.Done()
}
