/** A small reader of JSON, as a Rust module. */
export const JSON_RS: string = String.raw`//! Just enough JSON to take a text out of the input, without another crate.
//!
//! The host hands over valid JSON, so a value that is skipped is not examined. For more than this, add serde_json.

const NO_TEXT: &str = "the input must be a JSON object such as {\"text\": \"...\"}, or a JSON string";
const NOT_STRING: &str = "the \"text\" of the input must be a string";
const NOT_JSON: &str = "the input is not valid JSON";

type Problem = &'static str;

/// The text of an input: the member "text" of an object, or the input itself when it is a string.
pub fn read_text(json: &str) -> Result<String, Problem> {
    let mut reader = Reader { rest: json };
    let text = match reader.peek() {
        Some('"') => Some(reader.string()?),
        Some('{') => reader.text_member()?,
        _ => None,
    };
    match (text, reader.peek()) {
        (Some(text), None) => Ok(text),
        (Some(_), Some(_)) => Err(NOT_JSON),
        (None, _) => Err(NO_TEXT),
    }
}

/// "text" as a JSON string.
pub fn quote(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\0'..='\x1f' => {
                json.push_str("\\u00");
                json.push(if character < '\x10' { '0' } else { '1' });
                json.push(char::from_digit(character as u32 & 15, 16).unwrap_or('0'));
            }
            _ => json.push(character),
        }
    }
    json.push('"');
    json
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// The next character that is not white space, which stays unread.
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
        self.rest.chars().next()
    }

    /// Reads one character.
    fn next(&mut self) -> Result<char, Problem> {
        let mut characters = self.rest.chars();
        let next = characters.next().ok_or(NOT_JSON)?;
        self.rest = characters.as_str();
        Ok(next)
    }

    /// Reads white space, then "wanted".
    fn expect(&mut self, wanted: char) -> Result<(), Problem> {
        self.peek();
        if self.next()? == wanted { Ok(()) } else { Err(NOT_JSON) }
    }

    /// Reads an object; its last "text", as JSON.parse would have it.
    fn text_member(&mut self) -> Result<Option<String>, Problem> {
        let mut text = None;
        self.expect('{')?;
        if self.peek() == Some('}') {
            self.expect('}')?;
            return Ok(text);
        }
        loop {
            let key = self.string()?;
            self.expect(':')?;
            if key != "text" {
                self.skip_value()?;
            } else if self.peek() == Some('"') {
                text = Some(self.string()?);
            } else {
                return Err(NOT_STRING);
            }
            match self.peek() {
                Some(',') => self.expect(',')?,
                _ => {
                    self.expect('}')?;
                    return Ok(text);
                }
            }
        }
    }

    /// Reads up to the comma or brace that ends a member.
    fn skip_value(&mut self) -> Result<(), Problem> {
        let mut depth = 0;
        loop {
            match self.peek() {
                Some('"') => {
                    self.string()?;
                    continue;
                }
                Some(',' | '}') if depth == 0 => return Ok(()),
                Some('{' | '[') => depth += 1,
                Some('}' | ']') => depth -= 1,
                _ => {}
            }
            self.next()?;
        }
    }

    fn string(&mut self) -> Result<String, Problem> {
        self.expect('"')?;
        let mut text = String::new();
        loop {
            let end = self.rest.find(['"', '\\']).ok_or(NOT_JSON)?;
            text.push_str(&self.rest[..end]);
            self.rest = &self.rest[end..];
            if self.next()? == '"' {
                return Ok(text);
            }
            text.push(self.escape()?);
        }
    }

    /// Reads what follows a backslash.
    fn escape(&mut self) -> Result<char, Problem> {
        Ok(match self.next()? {
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => self.code_point()?,
            character @ ('"' | '\\' | '/') => character,
            _ => return Err(NOT_JSON),
        })
    }

    /// Reads the digits of "\u0000", and those of a second half; half a character becomes U+FFFD.
    fn code_point(&mut self) -> Result<char, Problem> {
        let first = self.hex4()?;
        if (0xd800..0xdc00).contains(&first) && self.rest.starts_with("\\u") {
            let mut ahead = Reader { rest: &self.rest[2..] };
            let second = ahead.hex4()?;
            if (0xdc00..0xe000).contains(&second) {
                self.rest = ahead.rest;
                let point = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return char::from_u32(point).ok_or(NOT_JSON);
            }
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex4(&mut self) -> Result<u32, Problem> {
        let mut value = 0;
        for _ in 0..4 {
            value = value * 16 + self.next()?.to_digit(16).ok_or(NOT_JSON)?;
        }
        Ok(value)
    }
}
`
