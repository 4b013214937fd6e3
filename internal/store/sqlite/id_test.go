package sqlite

import "testing"

func FuzzIDsReadBack(f *testing.F) {
	for _, id := range []string{
		"0f8fad5b-d9cb-469f-a165-70867728950e", "0F8FAD5B-D9CB-469F-A165-70867728950E", "", "x",
		"0f8fad5b-d9cb-469f-a165-70867728950", "0f8fad5b+d9cb-469f-a165-70867728950e", "0123456789abcdef",
	} {
		f.Add(id)
	}
	c := memoryConn(f)
	f.Fuzz(func(t *testing.T, id string) {
		found, err := c.one(func(stored row) error {
			if got := getID[string](stored, 0); got != id {
				t.Errorf("got %q, want %q", got, id)
			}
			if idKey(id) != storedKey(stored, 0) {
				t.Errorf("%q: the keys of the id and of its stored form differ", id)
			}
			return nil
		}, "SELECT ?", putID(id))
		if err != nil || !found {
			t.Errorf("%q: got found %t, error %v", id, found, err)
		}
	})
}
