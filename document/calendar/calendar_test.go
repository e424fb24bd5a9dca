package calendar

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNew(t *testing.T) {
	for _, row := range []struct {
		y, m, d int
		ok      bool
	}{{2000, 2, 29, true}, {1900, 2, 29, false}, {2023, 4, 31, false}, {2023, 12, 31, true}, {2023, 0, 1, false}, {2023, 13, 1, false}, {2023, 1, 0, false},
		{FirstYear - 1, 1, 1, false}, {FirstYear, 1, 1, true}, {LastYear, 12, 31, true}, {LastYear + 1, 1, 1, false}} {
		if _, ok := New(row.y, row.m, row.d); ok != row.ok {
			t.Errorf("%d-%d-%d: %t", row.y, row.m, row.d, ok)
		}
	}
}

func TestAge(t *testing.T) {
	for _, row := range []struct {
		born, at    Day
		least, most int
	}{
		{Day{1990, 3, 12}, Day{2004, 3, 11}, 13, 13},
		{Day{1990, 3, 12}, Day{2004, 3, 12}, 14, 14},
		{Day{2000, 2, 29}, Day{2014, 2, 28}, 13, 13},
		{Day{2000, 2, 29}, Day{2014, 3, 1}, 14, 14},
		{Day{Year: 1990}, Day{2004, 6, 1}, 13, 14},
		{Day{Year: 1990}, Day{2004, 12, 31}, 14, 14},
		{Day{2030, 1, 1}, Day{2029, 12, 31}, -1, -1},
	} {
		if least, most := row.born.Ages(row.at); least != row.least || most != row.most {
			t.Errorf("%v at %v: %d to %d", row.born, row.at, least, most)
		}
	}
}

func TestAnniversaryOfLeapDay(t *testing.T) {
	born := Day{1996, 2, 29}
	for _, row := range []struct {
		day Day
		is  bool
	}{{Day{2021, 2, 28}, true}, {Day{2021, 2, 29}, true}, {Day{2021, 3, 1}, true}, {Day{2021, 3, 2}, false}, {Day{2021, 2, 27}, false}, {Day{2020, 2, 29}, false}} {
		if got := born.IsAnniversary(25, row.day); got != row.is {
			t.Errorf("%v: %t", row.day, got)
		}
	}
}

// Ages change on anniversaries and nowhere else.
func TestAgeFollowsAnniversary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		born := Of(time.Date(1920, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 40000).Draw(t, "born")))
		n := rapid.IntRange(0, 90).Draw(t, "years")
		day := born.Anniversary(n)
		if born.Age(day) != n || born.Age(day.AddDays(-1)) != n-1 || !born.IsAnniversary(n, day) {
			t.Fatalf("%v and %d years: %v, %d, %d the day before", born, n, day, born.Age(day), born.Age(day.AddDays(-1)))
		}
	})
}

func ExampleDay_Zone() {
	fmt.Println(Day{2030, 3, 12}.Zone(), Day{Year: 1950}.Zone())
	// Output: 300312 50<<<<
}
