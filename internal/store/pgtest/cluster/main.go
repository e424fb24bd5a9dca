// Command cluster starts a throw-away PostgreSQL server, prints its URL and runs it until it is interrupted.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/bonafide-id/bonafide/internal/store/pgtest"
)

func main() {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, os.Interrupt, syscall.SIGTERM)
	cluster, err := pgtest.New()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(cluster.URL())
	<-ended
	cluster.Stop()
}
