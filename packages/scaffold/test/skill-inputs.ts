const NO_TEXT = 'the input must be a JSON object such as {"text": "..."}, or a JSON string'
const NOT_STRING = 'the "text" of the input must be a string'
const NOT_JSON = 'the input is not valid JSON'

const answer = (words: number, longest: string) => ({ words, longest })
const problem = (error: string) => ({ error })

/** What a generated skill answers, whatever its language: an input as the host hands it over, and the answer. */
export const SKILL_INPUTS: readonly (readonly [input: string, answer: object])[] = [
  ['{"text":"the quick brown fox"}', answer(4, 'quick')],
  ['"the quick brown fox"', answer(4, 'quick')],
  ['{"text":""}', answer(0, '')],
  ['{"text":" \\t\\n "}', answer(0, '')],
  ['  {  "text"  :  "a  bb"  }  ', answer(2, 'bb')],
  ['{"text":"one\\ntwo\\r\\nthree"}', answer(3, 'three')],
  ['{"text":"caf\\u00e9 caf\u00e9s"}', answer(2, 'cafés')],
  ['{"text":"\\uD83C\\uDF89\\uD83C\\uDF89 abc"}', answer(2, 'abc')],
  ['{"text":"🎉🎉🎉🎉 abc"}', answer(2, '🎉🎉🎉🎉')],
  ['{"text":"a\\ud800 b"}', answer(2, 'a\ufffd')],
  ['{"text":"\\ud800\\u0041\\udc00"}', answer(1, '\ufffdA\ufffd')],
  ['{"text":"say \\"hi\\\\\\/\\" \\b\\f"}', answer(3, '"hi\\/"')],
  ['{"text":"\\u0000\\u001f\\u0007"}', answer(1, '\0\x1f\x07')],
  ['{"text":"a\\u00a0b\\u2003c\\u3000d\\u0085e\\u200bf"}', answer(5, 'e\u200bf')],
  ['{"a":[1,{"text":"no"},"]}"],"b":{"c":[]},"text":"yes","d":null,"e":-1.5e9}', answer(1, 'yes')],
  ['{"te\\u0078t":"escaped key"}', answer(2, 'escaped')],
  ['{"text":"first","text":"last one"}', answer(2, 'last')],
  ['{}', problem(NO_TEXT)],
  ['{"Text":"x"}', problem(NO_TEXT)],
  ['{"a":{"text":"inner"}}', problem(NO_TEXT)],
  ['null', problem(NO_TEXT)],
  ['42', problem(NO_TEXT)],
  ['["text"]', problem(NO_TEXT)],
  ['', problem(NO_TEXT)],
  ['not JSON', problem(NO_TEXT)],
  ['{"text":5}', problem(NOT_STRING)],
  ['{"text":{"text":"x"}}', problem(NOT_STRING)],
  ['{', problem(NOT_JSON)],
  ['{"text"', problem(NOT_JSON)],
  ['{"text":"x"', problem(NOT_JSON)],
  ['{"text":"x"} y', problem(NOT_JSON)],
  ['{"text":"x",}', problem(NOT_JSON)],
  ['{"a":[', problem(NOT_JSON)],
  ['{"a":]}', problem(NOT_JSON)],
  ['"never ends', problem(NOT_JSON)],
  ['"\\', problem(NOT_JSON)],
  ['"\\x"', problem(NOT_JSON)],
  ['"\\u12"', problem(NOT_JSON)],
  ['"\\u12g4"', problem(NOT_JSON)],
  ['"\\ud800\\u12"', problem(NOT_JSON)],
]
