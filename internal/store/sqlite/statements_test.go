package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
)

func oneConnection(t *testing.T) *sql.DB {
	t.Helper()
	db, err := openDB("file:" + filepath.Join(t.TempDir(), "s.db"))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if _, err := db.Exec(`CREATE TABLE n (v INTEGER PRIMARY KEY); CREATE TABLE m (v TEXT)`); err != nil {
		t.Fatal(err)
	}
	return db
}

// keptOf counts a connection's kept statements.
func keptOf(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = c.Raw(func(driver any) error {
		k := driver.(*keeping)
		if len(k.kept) != k.order.Len() {
			t.Errorf("%d by text, %d in order", len(k.kept), k.order.Len())
		}
		n = k.order.Len()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A kept statement works again after it failed, after the schema changed, and beside itself.
func TestKeptStatements(t *testing.T) {
	db := oneConnection(t)
	ctx := context.Background()
	for range 2 {
		if _, err := db.Exec(`INSERT INTO n VALUES ($1)`, 1); err != nil {
			break
		}
	}
	if _, err := db.Exec(`INSERT INTO n VALUES ($1)`, 1); err == nil {
		t.Error("the same key twice")
	}
	if _, err := db.Exec(`INSERT INTO n VALUES ($1)`, 2); err != nil {
		t.Errorf("after a failure: %v", err)
	}
	if n := keptOf(t, db); n != 1 {
		t.Errorf("%d kept", n)
	}
	var columns int
	count := func() int {
		rows, err := db.Query(`SELECT * FROM n ORDER BY 1`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil || !rows.Next() {
			t.Errorf("%v", err)
		}
		return len(names)
	}
	if columns = count(); columns != 1 {
		t.Errorf("%d columns", columns)
	}
	if _, err := db.Exec(`ALTER TABLE n ADD COLUMN w INTEGER`); err != nil {
		t.Fatal(err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	one, err := tx.Query(`SELECT v FROM n ORDER BY v`)
	if err != nil {
		t.Fatal(err)
	}
	two, err := tx.Query(`SELECT v FROM n ORDER BY v`)
	if err != nil {
		t.Fatal(err)
	}
	var a, b int
	if !one.Next() || !two.Next() || !one.Next() || one.Scan(&a) != nil || two.Scan(&b) != nil || a != 2 || b != 1 {
		t.Errorf("two readings of one text: %d %d", a, b)
	}
	_, _ = one.Close(), two.Close()
	if err := tx.Commit(); err != nil {
		t.Error(err)
	}
	var w sql.NullInt64
	if err := db.QueryRow(`SELECT w FROM n WHERE v = $1`, 2).Scan(&w); err != nil || w.Valid {
		t.Errorf("%v %v", w, err)
	}
}

// A connection keeps the last statements, and no schemas.
func TestKeptStatementsLimit(t *testing.T) {
	db := oneConnection(t)
	for i := range maxStatements + 20 {
		var got int
		if err := db.QueryRow(fmt.Sprintf(`SELECT %d`, i)).Scan(&got); err != nil || got != i {
			t.Fatalf("%d: %d %v", i, got, err)
		}
	}
	if n := keptOf(t, db); n != maxStatements {
		t.Errorf("%d kept, want %d", n, maxStatements)
	}
	for text, want := range map[string]bool{"SELECT 1": true, "  insert into n values (1)": true, "/* name */ UPDATE n SET v = 1": true, "SAVEPOINT one": true,
		"CREATE TABLE x (y)": false, "PRAGMA query_only": false, "": false, "BEGIN": false} {
		if keeps(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
