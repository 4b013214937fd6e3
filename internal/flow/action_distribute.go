package flow

import "strconv"

// distributeByPercentage draws a whole number from 1 to 100 and compares it
// with rising thresholds; what is left over is NoMatchingCondition.
// spec: DistributeByPercentage.
var distributeByPercentage = definition{
	conditions: conditions{operators: []Operator{OpNumberLessThan}},
	branches:   []ErrorName{ErrorNoMatchingCondition},
	check: func(c *checker) {
		last := 1 // a threshold of 1 would never be met
		for _, condition := range c.action.Transitions.Conditions {
			n, ok := integer(condition.Operand)
			switch {
			case !ok || n > 101:
				c.problem("threshold %q must be a whole number up to 101", condition.Operand)
			case n <= last:
				c.problem("threshold %d must be greater than %d", n, last)
			default:
				last = n
			}
		}
	},
	begin: func(x *execution) outcome {
		return done(strconv.FormatUint(x.random()%100+1, 10))
	},
}

// random is the SplitMix64 generator: its whole state is one number, so that a
// stored execution draws what an uninterrupted one would have drawn.
func (x *execution) random() uint64 {
	x.state.Random += 0x9e3779b97f4a7c15
	z := x.state.Random
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
