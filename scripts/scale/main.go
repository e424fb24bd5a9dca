// Command scale simulates alliances that are larger than the machine at hand: nodes with their processors, one database each or one for all, and the network
// between them, event by event. Its service times are measured ones (docs/performance.md); what it adds is the queueing between the parts, and which of them
// is full first. It imports nothing of the program.
package main

import (
	"container/heap"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"sort"
	"strings"
	"text/tabwriter"
	"time"
)

// costs are service times of one step, each on one processor or one disk. Defaults were taken off a profile of one machine; give your own.
type costs struct {
	accountAsk, accountAnswer       time.Duration // processor time of the asking and of the answering node
	userAsk, userAnswer, userFinish time.Duration
	dbAccount, dbUserAsk            time.Duration // processor time of PostgreSQL for the transactions of a step
	dbUserAnswer, dbUserFinish      time.Duration
	sqliteAccount, sqliteUser       time.Duration // of SQLite's one writer for an account answer, and for each of the three transactions of a user verification
	flush                           time.Duration // of the log to disk; many commits share one
	rtt                             time.Duration // between nodes
	dbRTT                           time.Duration // between a node and PostgreSQL
}

func main() {
	c := costs{}
	d := flag.DurationVar
	d(&c.accountAsk, "account-ask", 480*time.Microsecond, "processor time of an account question where it is asked")
	d(&c.accountAnswer, "account-answer", 520*time.Microsecond, "and where it is answered")
	d(&c.userAsk, "user-ask", 1100*time.Microsecond, "processor time of starting a user verification")
	d(&c.userAnswer, "user-answer", 1300*time.Microsecond, "of answering it")
	d(&c.userFinish, "user-finish", 900*time.Microsecond, "of storing its outcome")
	d(&c.dbAccount, "db-account", 180*time.Microsecond, "PostgreSQL's processor time for an account answer")
	d(&c.dbUserAsk, "db-user-ask", 420*time.Microsecond, "for starting a user verification")
	d(&c.dbUserAnswer, "db-user-answer", 320*time.Microsecond, "for answering it")
	d(&c.dbUserFinish, "db-user-finish", 380*time.Microsecond, "for its outcome")
	d(&c.sqliteAccount, "sqlite-account", 110*time.Microsecond, "SQLite's one writer for an account answer")
	d(&c.sqliteUser, "sqlite-user", 230*time.Microsecond, "for each transaction of a user verification")
	d(&c.flush, "flush", 900*time.Microsecond, "one flush of a log to disk")
	d(&c.rtt, "rtt", 20*time.Millisecond, "round trip between two nodes")
	d(&c.dbRTT, "db-rtt", 300*time.Microsecond, "round trip between a node and PostgreSQL")
	seconds := flag.Int("seconds", 20, "simulated seconds of each case")
	flag.Parse()
	if flag.NArg() > 0 || *seconds < 5 {
		fmt.Fprintln(os.Stderr, "scale: no arguments, and --seconds of 5 or more")
		os.Exit(2)
	}
	run(c, *seconds)
}

// scenario is one alliance under load: callers that ask again as soon as they are answered.
type scenario struct {
	name      string
	kind      string // account or user
	nodes     int    // that ask; as many others answer
	cores     int    // of each
	shared    int    // processors of the one PostgreSQL of all asking nodes; 0: SQLite in each
	callers   int    // of all asking nodes together
	answering int    // nodes that answer, each by itself on SQLite
}

func run(c costs, seconds int) {
	cases := []scenario{
		{"one pair", "account", 1, 2, 0, 64, 1},
		{"one pair, 8 cores", "account", 1, 8, 0, 256, 1},
		{"one pair, 32 cores", "account", 1, 32, 0, 1024, 1},
		{"one pair", "user", 1, 2, 0, 64, 1},
		{"one pair, 8 cores", "user", 1, 8, 0, 256, 1},
		{"one pair, 32 cores", "user", 1, 32, 0, 1024, 1},
		{"ten nodes on one PostgreSQL of 4", "user", 10, 2, 4, 640, 20},
		{"ten nodes on one PostgreSQL of 8", "user", 10, 2, 8, 640, 20},
		{"ten nodes on one PostgreSQL of 16", "user", 10, 2, 16, 640, 20},
		{"ten nodes on one PostgreSQL of 16", "user", 10, 8, 16, 2560, 40},
		{"ten nodes on one PostgreSQL of 16", "account", 10, 2, 16, 640, 20},
	}
	out := tabwriter.NewWriter(os.Stdout, 2, 8, 2, ' ', 0)
	fmt.Fprintln(out, "alliance\tcall\tcores each\tcallers\tper second\tp50 ms\tp99 ms\tfull first")
	for _, s := range cases {
		w := simulate(s, c, seconds)
		fmt.Fprintf(out, "%s\t%s\t%d\t%d\t%.0f\t%.0f\t%.0f\t%s\n", s.name, s.kind, s.cores, s.callers, w.rate(), w.quantile(0.5), w.quantile(0.99), w.fullFirst())
	}
	_ = out.Flush()
}

// event is something that happens at a time.
type event struct {
	at   time.Duration
	n    int
	then func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].n < e[j].n
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	old := *e
	last := old[len(old)-1]
	*e = old[:len(old)-1]
	return last
}

// world is a running simulation.
type world struct {
	now      time.Duration
	end      time.Duration
	warm     time.Duration
	count    int
	events   events
	random   *rand.Rand
	stations []*station
	took     []float64 // milliseconds of calls that ended after the warm-up
}

func (w *world) after(d time.Duration, then func()) {
	w.count++
	heap.Push(&w.events, event{w.now + d, w.count, then})
}

// station is a row of servers with one queue: the processors of a machine, or a log with its flush.
type station struct {
	w       *world
	name    string
	servers int
	busy    int
	queue   []job
	work    time.Duration // done since the warm-up
	batch   bool          // one service takes all who wait: a log flush
}

type job struct {
	cost time.Duration
	then func()
}

func (w *world) station(name string, servers int, batch bool) *station {
	s := &station{w: w, name: name, servers: servers, batch: batch}
	w.stations = append(w.stations, s)
	return s
}

// serve does cost's work, exponentially spread around it, as soon as a server is free.
func (s *station) serve(cost time.Duration, then func()) {
	s.queue = append(s.queue, job{cost, then})
	s.next()
}

func (s *station) next() {
	if s.busy == s.servers || len(s.queue) == 0 {
		return
	}
	taken := s.queue[:1]
	if s.batch {
		taken = s.queue
	}
	s.queue = append([]job(nil), s.queue[len(taken):]...)
	s.busy++
	// Half of the time is fixed, half varies: service times of one kind of message are alike.
	took := taken[0].cost/2 + time.Duration(s.w.random.ExpFloat64()*float64(taken[0].cost)/2)
	if s.w.now > s.w.warm {
		s.work += took
	}
	s.w.after(took, func() {
		s.busy--
		for _, j := range taken {
			j.then()
		}
		s.next()
	})
}

// full is the share of its time a station worked.
func (s *station) full() float64 {
	return float64(s.work) / float64(s.w.end-s.w.warm) / float64(s.servers)
}

func simulate(s scenario, c costs, seconds int) *world {
	w := &world{end: time.Duration(seconds) * time.Second, warm: time.Duration(seconds) * time.Second / 4, random: rand.New(rand.NewPCG(1, 2))}
	asking, answering := make([]*machine, s.nodes), make([]*machine, s.answering)
	var shared *database
	if s.shared > 0 {
		shared = &database{cpu: w.station("PostgreSQL's processors", s.shared, false), log: w.station("PostgreSQL's log", 1, true), rtt: c.dbRTT, flush: c.flush}
	}
	for i := range asking {
		asking[i] = w.machine("asking nodes' processors", s.cores, shared, c)
	}
	for i := range answering {
		answering[i] = w.machine("answering nodes' processors", s.cores, nil, c)
	}
	for i := range s.callers {
		w.call(s.kind, asking[i%len(asking)], answering, c)
	}
	for len(w.events) > 0 {
		e := heap.Pop(&w.events).(event)
		if w.now = e.at; w.now > w.end {
			break
		}
		e.then()
	}
	return w
}

// machine is a node: processors and a database.
type machine struct {
	cpu *station
	db  *database
}

// database commits: some processor time of its own, if it is a server, and a flush that is shared with all who wait.
type database struct {
	cpu   *station // of the server, or SQLite's one writer
	log   *station
	rtt   time.Duration // 0: in the node itself
	flush time.Duration
}

func (w *world) machine(name string, cores int, shared *database, c costs) *machine {
	m := &machine{cpu: w.station(name, cores, false), db: shared}
	if shared == nil {
		m.db = &database{cpu: w.station("SQLite's writer", 1, false), log: w.station("SQLite's log", 1, true), flush: c.flush}
	}
	return m
}

// commit costs server when the database is one for many, and file when it is the node's own.
func (d *database) commit(w *world, server, file time.Duration, then func()) {
	cost := server
	if d.rtt == 0 {
		cost = file
	}
	w.after(d.rtt/2, func() { d.cpu.serve(cost, func() { d.log.serve(d.flush, func() { w.after(d.rtt/2, then) }) }) })
}

// call asks, and asks again when it was answered.
func (w *world) call(kind string, a *machine, others []*machine, c costs) {
	started := w.now
	b := others[w.random.IntN(len(others))]
	done := func() {
		if w.now > w.warm {
			w.took = append(w.took, float64(w.now-started)/float64(time.Millisecond))
		}
		w.call(kind, a, others, c)
	}
	if kind == "account" {
		a.cpu.serve(c.accountAsk*2/3, func() {
			w.after(c.rtt/2, func() {
				b.cpu.serve(c.accountAnswer, func() {
					b.db.commit(w, c.dbAccount, c.sqliteAccount, func() { w.after(c.rtt/2, func() { a.cpu.serve(c.accountAsk/3, done) }) })
				})
			})
		})
		return
	}
	a.cpu.serve(c.userAsk, func() {
		a.db.commit(w, c.dbUserAsk, c.sqliteUser, func() {
			w.after(c.rtt/2, func() {
				b.cpu.serve(c.userAnswer, func() {
					b.db.commit(w, c.dbUserAnswer, c.sqliteUser, func() {
						w.after(c.rtt/2, func() { a.cpu.serve(c.userFinish, func() { a.db.commit(w, c.dbUserFinish, c.sqliteUser, done) }) })
					})
				})
			})
		})
	})
}

func (w *world) rate() float64 { return float64(len(w.took)) / (w.end - w.warm).Seconds() }

func (w *world) quantile(q float64) float64 {
	if len(w.took) == 0 {
		return 0
	}
	sort.Float64s(w.took)
	return w.took[int(q*float64(len(w.took)-1))]
}

// fullFirst names the kinds of stations by how full the fullest of each is, those over 60 %.
func (w *world) fullFirst() string {
	fullest := map[string]float64{}
	for _, s := range w.stations {
		if s.batch { // it takes all who wait at once: always at work, and never what is waited for longest
			continue
		}
		fullest[s.name] = max(fullest[s.name], s.full())
	}
	var names []string
	for name := range fullest {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool { return fullest[names[i]] > fullest[names[j]] })
	var parts []string
	for _, name := range names {
		if fullest[name] > 0.6 || len(parts) == 0 {
			parts = append(parts, fmt.Sprintf("%s %.0f %%", name, 100*fullest[name]))
		}
	}
	return strings.Join(parts, ", ")
}
