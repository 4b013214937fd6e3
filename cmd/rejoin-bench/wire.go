package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
)

func freePort() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "0"
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// caller sends requests over one connection. It is as thin as HTTP allows, so
// that the generator takes little of the machine that it shares with the server.
type caller struct {
	conn net.Conn
	in   *bufio.Reader
	out  []byte
	body []byte
}

func dial(addr string) (*caller, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &caller{conn: c, in: bufio.NewReaderSize(c, 4096)}, nil
}

// post sends a body and returns the answer's, which is good until the next call.
func (c *caller) post(path, bearer string, body []byte) ([]byte, error) {
	c.out = append(c.out[:0], "POST "...)
	c.out = append(c.out, path...)
	c.out = append(c.out, " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nX-Amz-Bearer: "...)
	c.out = append(c.out, bearer...)
	c.out = append(c.out, "\r\nContent-Length: "...)
	c.out = strconv.AppendInt(c.out, int64(len(body)), 10)
	c.out = append(c.out, "\r\n\r\n"...)
	c.out = append(c.out, body...)
	if _, err := c.conn.Write(c.out); err != nil {
		return nil, err
	}
	return c.answer()
}

func (c *caller) answer() ([]byte, error) {
	status, err := c.in.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	ok := bytes.Contains(status, []byte(" 200 "))
	said := string(status)
	length := 0
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		if line = bytes.TrimRight(line, "\r\n"); len(line) == 0 {
			break
		}
		if v, found := bytes.CutPrefix(line, []byte("Content-Length: ")); found {
			if length, err = strconv.Atoi(string(v)); err != nil {
				return nil, err
			}
		}
	}
	if cap(c.body) < length {
		c.body = make([]byte, length)
	}
	c.body = c.body[:length]
	if _, err := io.ReadFull(c.in, c.body); err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("%s: %s", path1(said), c.body)
	}
	return c.body, nil
}

func path1(s string) string { return string(bytes.TrimSpace([]byte(s))) }

// socket reads the text frames of a websocket.
type socket struct {
	conn net.Conn
	in   *bufio.Reader
	buf  []byte
}

// open makes the handshake and subscribes.
func open(addr, pathAndQuery string) (*socket, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	s := &socket{conn: c, in: bufio.NewReaderSize(c, 1024)}
	_, err = fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", pathAndQuery)
	if err != nil {
		return nil, err
	}
	status, err := s.in.ReadString('\n')
	if err != nil {
		return nil, err
	}
	if !bytes.Contains([]byte(status), []byte(" 101 ")) {
		return nil, errors.New("no websocket: " + path1(status))
	}
	for line := status; path1(line) != ""; {
		if line, err = s.in.ReadString('\n'); err != nil {
			return nil, err
		}
	}
	if err := s.write(0x81, []byte(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)); err != nil {
		return nil, err
	}
	_, err = s.next() // the acknowledgement
	return s, err
}

// write sends a frame with a zero mask, which masks nothing.
func (s *socket) write(head byte, payload []byte) error {
	frame := append([]byte{head, 0x80 | byte(len(payload)), 0, 0, 0, 0}, payload...)
	_, err := s.conn.Write(frame)
	return err
}

// next is the text of the next text frame; pings are answered on the way.
func (s *socket) next() ([]byte, error) {
	for {
		var head [2]byte
		if _, err := io.ReadFull(s.in, head[:]); err != nil {
			return nil, err
		}
		n := int(head[1])
		if n == 126 {
			var ext [2]byte
			if _, err := io.ReadFull(s.in, ext[:]); err != nil {
				return nil, err
			}
			n = int(binary.BigEndian.Uint16(ext[:]))
		}
		if cap(s.buf) < n {
			s.buf = make([]byte, n)
		}
		s.buf = s.buf[:n]
		if _, err := io.ReadFull(s.in, s.buf); err != nil {
			return nil, err
		}
		switch head[0] & 0x0f {
		case 1:
			return s.buf, nil
		case 9:
			if err := s.write(0x8a, s.buf); err != nil {
				return nil, err
			}
		case 8:
			return nil, io.EOF
		}
	}
}
