package sandbox

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"github.com/bonafide-id/bonafide/client"
	"github.com/bonafide-id/bonafide/internal/app"
	"github.com/bonafide-id/bonafide/internal/config"
	"github.com/bonafide-id/bonafide/internal/keyfile"
	"github.com/bonafide-id/bonafide/internal/node"
	"github.com/bonafide-id/bonafide/internal/robot"
)

const robotKey = "robot"

// RobotTiming is the robot's in a sandbox, where a minute stands for an hour: nobody waits ten minutes for a first inquiry.
func RobotTiming() robot.Timing {
	return robot.Timing{InquiryAfter: 10 * time.Second, InquiryEvery: 5 * time.Second, InquiryFor: time.Minute, LateReport: 20 * time.Second}
}

// robotBackend is the robot exchange's own software: it answers its node, and whoever wants to try something.
type robotBackend struct {
	robot  *robot.Robot
	config config.Backend // for its node
	url    string
	server *http.Server
}

// startRobot serves the robot at addr, beside the node at nodeURL.
func startRobot(opt Options, addr, nodeURL string) (*robotBackend, error) {
	tokenFile := filepath.Join(opt.Dir, "robot.token")
	token, err := keyfile.Token(tokenFile, rand.Reader)
	if err != nil {
		return nil, err
	}
	own, err := client.New(nodeURL, client.Options{})
	if err != nil {
		return nil, err
	}
	if opt.Robot == (robot.Timing{}) {
		opt.Robot = RobotTiming()
	}
	log := opt.Log.With("part", "robot")
	r, err := robot.New(robot.Config{VaspID: RobotID, Node: own, Token: token, Address: inventAddress, Timing: opt.Robot, Clock: time.Now, Rand: rand.Reader, Log: log})
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	url := "http://" + listener.Addr().String()
	b := &robotBackend{robot: r, url: url, server: node.NewServer(r.Handler(), log), config: config.Backend{Decision: string(app.FromBackend), TokenFile: tokenFile,
		Account: url + client.AccountPath, User: url + client.UserPath, Transaction: url + client.TransactionPath, Callback: url + client.CallbackPath}}
	go func() { _ = b.server.Serve(listener) }()
	return b, nil
}

// close ends the server; its robot has stopped.
func (b *robotBackend) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if b.server.Shutdown(ctx) != nil {
		_ = b.server.Close()
	}
}

func inventAddress(symbol, network, seed string) string { return on(symbol, network, seed).Address }

// robotCustomers are the robot's users as every exchange's customers are shown.
func robotCustomers() []app.CustomerData {
	var out []app.CustomerData
	for _, c := range robot.Customers(inventAddress) {
		var accounts []app.AccountData
		for _, a := range c.Accounts {
			accounts = append(accounts, app.AccountData{Symbol: a.Symbol, Network: a.Network, Address: a.Address})
		}
		data := natural(c.ID, c.Primary, c.Secondary, nil, accounts...)
		if c.Company != "" {
			data = legal(c.ID, c.Company, nil, "SG", []app.Representative{{Name: app.PersonName{Primary: c.Primary, Secondary: c.Secondary}}}, accounts...)
		}
		if !c.Verified {
			data = withKYC(data, app.KYCPending)
		}
		if c.Denied {
			data = onDenyList(data)
		}
		out = append(out, data)
	}
	return out
}
