package confine_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bonafide-id/bonafide/internal/vision/confine"
)

// A child of this test is limited by it; the test itself is not.
func TestProcess(t *testing.T) {
	child := exec.Command("/proc/self/exe", "-test.run", "TestChild")
	child.Env = append(os.Environ(), "BONAFIDE_TEST_CHILD=1")
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = stdin.Close(), child.Wait() }()
	confine.Process(child.Process.Pid)
	if missing := confine.Missing(child.Process.Pid); missing != nil {
		t.Errorf("missing: %q", missing)
	}
	if diff := cmp.Diff([]string{"size of files"}, confine.Missing(os.Getpid())[:1]); diff != "" {
		t.Errorf("of the test itself (-want +got):\n%s", diff)
	}
}

func TestChild(t *testing.T) {
	if os.Getenv("BONAFIDE_TEST_CHILD") == "" {
		t.Skip("run by TestProcess")
	}
	_, _ = os.Stdin.Read(make([]byte, 1))
}
