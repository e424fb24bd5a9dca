package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"testing"

	"github.com/bonafide-id/bonafide/document"
)

func TestZZ(t *testing.T) {
	dir := os.Getenv("ZZ")
	if dir == "" {
		t.Skip()
	}
	c, err := visionFlags{Vision: os.Getenv("ZZV")}.start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	names, _ := filepath.Glob(dir)
	for _, n := range names {
		b, _ := os.ReadFile(n)
		p, err := c.Page(context.Background(), b, document.Hint{Country: "VNM", IDType: "government_id"})
		fmt.Println(filepath.Base(n), p.Type, p.Side, p.Sure, err, p.NotRun)
		var fs []string
		for f := range p.Fields {
			fs = append(fs, string(f))
		}
		sort.Strings(fs)
		for _, f := range fs {
			r := p.Fields[document.Field(f)]
			fmt.Printf("   %-20s %-60q c=%.2f l=%.2f 2=%q by=%s\n", f, r.Value, r.Confidence, r.Least, r.Second, r.SettledBy)
		}
		if p.Zone != nil {
			fmt.Println("   zone", p.Zone.Confidence, p.Zone.Raw, p.Zone.Lines)
		}
		for _, c := range p.Codes {
			fmt.Println("   code", c.Symbology, c.Text)
		}
	}
}
