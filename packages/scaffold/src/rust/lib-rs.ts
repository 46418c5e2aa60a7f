import type { SkillProject } from '../skill-template.ts'

/** The skill itself. Only its name is put into code: its characters need no escape in any language. */
export function libRs({ name }: SkillProject): string {
  return `//! ${name}: counts the words of a text and finds the longest one.

${LIB_RS}`
}

const LIB_RS = String.raw`mod blufio;
mod json;

use blufio::Level;

/// Called by the host, once for each invocation, in a fresh instance.
#[no_mangle]
pub extern "C" fn run() {
    let answer = match json::read_text(&blufio::input()) {
        Ok(text) => {
            let (words, longest) = count_words(&text);
            let noun = if words == 1 { " word" } else { " words" };
            let words = words.to_string();
            blufio::log(Level::Info, &["counted ", &words, noun].concat());
            ["{\"words\":", &words, ",\"longest\":", &json::quote(longest), "}"].concat()
        }
        Err(problem) => {
            blufio::log(Level::Error, problem);
            ["{\"error\":", &json::quote(problem), "}"].concat()
        }
    };
    blufio::set_output(&answer);
}

/// How many words "text" has, and the first of the longest ones. Words are parted by white space.
fn count_words(text: &str) -> (usize, &str) {
    let mut words = 0;
    let mut longest = "";
    let mut longest_length = 0;
    for word in text.split_whitespace() {
        words += 1;
        let length = word.chars().count();
        if length > longest_length {
            longest = word;
            longest_length = length;
        }
    }
    (words, longest)
}
`
