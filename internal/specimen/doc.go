// Package specimen draws documents of people who do not exist.
//
// Real cards are not to be had and real people's must not be used, so tests, demonstrations and integrators get specimens: an
// invented person ([NewPerson]), the entries a document of hers would carry ([New]), and the sides drawn from a [Layout], a table of
// what stands where, in millimetres. Each side comes with its [Truth]: what every zone says and where it is. Package camera then
// photographs the sides. All of it is a function of kind, seed and day.
//
// Seeds below [EvaluationSeed] are for development, those from it on for evaluation: what was tuned or trained on specimens of the first
// is measured on those of the second, never the other way round.
//
// The documents follow public descriptions of what is printed where, so that a reader meets the real labels, formats and check
// digits. Backgrounds, emblems and seals are shapes of our own, every side says SPECIMEN, and national numbers are of kinds that were
// never given out (see numbers.go). A specimen proves that a rule works; it does not measure how well real cards are read.
package specimen

// EvaluationSeed is the first seed of specimens that nothing is tuned or trained on.
const EvaluationSeed = 1_000_000
