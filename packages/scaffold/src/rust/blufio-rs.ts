/** The bindings of the guest ABI, as a Rust module. */
export const BLUFIO_RS: string = String.raw`//! The functions that the host gives to a skill, and safe ways to call them.
//!
//! What a skill does not call is not in its module. What skill.toml does not grant ends the run.

#![allow(dead_code)]

mod host {
    #[link(wasm_import_module = "blufio")]
    extern "C" {
        pub fn log(level: i32, ptr: *const u8, len: usize);
        pub fn get_input_len() -> usize;
        pub fn get_input(ptr: *mut u8);
        pub fn set_output(ptr: *const u8, len: usize);
        pub fn get_env(key: *const u8, key_len: usize, value: *mut u8, value_len: usize) -> i32;
        pub fn http_fetch(
            method: *const u8,
            method_len: usize,
            url: *const u8,
            url_len: usize,
            headers: *const u8,
            headers_len: usize,
            body: *const u8,
            body_len: usize,
        ) -> i32;
        pub fn http_status(response: i32) -> i32;
        pub fn http_headers(response: i32, buffer: *mut u8, buffer_len: usize) -> i32;
        pub fn http_read(response: i32, buffer: *mut u8, buffer_len: usize) -> i32;
        pub fn http_close(response: i32) -> i32;
        pub fn read_file(path: *const u8, path_len: usize, buffer: *mut u8, buffer_len: usize) -> i32;
        pub fn write_file(path: *const u8, path_len: usize, data: *const u8, data_len: usize) -> i32;
        pub fn list_dir(path: *const u8, path_len: usize, buffer: *mut u8, buffer_len: usize) -> i32;
        pub fn stat_path(path: *const u8, path_len: usize, stat: *mut u8) -> i32;
        pub fn remove_path(path: *const u8, path_len: usize) -> i32;
        pub fn make_dir(path: *const u8, path_len: usize) -> i32;
    }
}

/// How grave a log line is.
#[derive(Clone, Copy)]
pub enum Level {
    Trace = 0,
    Debug = 1,
    Info = 2,
    Warn = 3,
    Error = 4,
}

/// Writes a line to the log of this run.
pub fn log(level: Level, message: &str) {
    unsafe { host::log(level as i32, message.as_ptr(), message.len()) }
}

/// The input of this run: JSON.
pub fn input() -> String {
    let mut bytes = vec![0; unsafe { host::get_input_len() }];
    unsafe { host::get_input(bytes.as_mut_ptr()) };
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Sets the answer of this run; the last call counts.
pub fn set_output(answer: &str) {
    unsafe { host::set_output(answer.as_ptr(), answer.len()) }
}

/// An environment variable that skill.toml names under env; None where it is not set, or not granted.
pub fn env(name: &str) -> Option<String> {
    let mut value = vec![0; 1024];
    loop {
        let length = unsafe { host::get_env(name.as_ptr(), name.len(), value.as_mut_ptr(), value.len()) };
        match length {
            -2 => value.resize(value.len() * 2, 0),
            _ => {
                value.truncate(usize::try_from(length).ok()?);
                return String::from_utf8(value).ok();
            }
        }
    }
}

/// Why something that was granted did not work, by its number: -2 not found, -8 too large, -21 no connection, and so on.
/// All of them: https://github.com/blufio/blufio-ts/blob/main/docs/abi.md
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure(pub i32);

fn checked(code: i32) -> Result<usize, Failure> {
    usize::try_from(code).map_err(|_| Failure(code))
}

/// What a server answered.
pub struct Response {
    handle: i32,
}

/// Sends a request, such as fetch("GET", "https://api.example.com/", &[("accept", "text/plain")], b""), and waits for the
/// whole response. The network of skill.toml has to grant the host.
pub fn fetch(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Response, Failure> {
    let mut lines = String::new();
    for (name, value) in headers {
        lines.push_str(&[name, ": ", value, "\n"].concat());
    }
    let handle = unsafe {
        host::http_fetch(
            method.as_ptr(),
            method.len(),
            url.as_ptr(),
            url.len(),
            lines.as_ptr(),
            lines.len(),
            body.as_ptr(),
            body.len(),
        )
    };
    checked(handle).map(|_| Response { handle })
}

impl Response {
    /// Such as 200. A status that tells of an error is a response as well.
    pub fn status(&self) -> u16 {
        unsafe { host::http_status(self.handle) as u16 }
    }

    /// Names, in lower case, and values.
    pub fn headers(&self) -> Vec<(String, String)> {
        let bytes = whole(|buffer, length| unsafe { host::http_headers(self.handle, buffer, length) });
        let lines = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
        let named = lines.lines().filter_map(|line| line.split_once(": "));
        named.map(|(name, value)| (name.into(), value.into())).collect()
    }

    /// What is left of the body.
    pub fn read(&self) -> Vec<u8> {
        let mut body = Vec::new();
        let mut piece = vec![0; 16_384];
        loop {
            match unsafe { host::http_read(self.handle, piece.as_mut_ptr(), piece.len()) } {
                length if length > 0 => body.extend_from_slice(&piece[..length as usize]),
                _ => return body,
            }
        }
    }

    /// What is left of the body, as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.read()).into_owned()
    }
}

impl Drop for Response {
    fn drop(&mut self) {
        unsafe { host::http_close(self.handle) };
    }
}

/// The content of a file. Paths begin with / or ~/, others are in the skill's own data folder; skill.toml has to grant them.
pub fn read_file(path: &str) -> Result<Vec<u8>, Failure> {
    whole(|buffer, length| unsafe { host::read_file(path.as_ptr(), path.len(), buffer, length) })
}

/// Makes a file, or replaces its content, all of it or nothing.
pub fn write_file(path: &str, data: &[u8]) -> Result<(), Failure> {
    checked(unsafe { host::write_file(path.as_ptr(), path.len(), data.as_ptr(), data.len()) }).map(|_| ())
}

/// The names of what is in a folder; those of folders end in /.
pub fn list_dir(path: &str) -> Result<Vec<String>, Failure> {
    let names = whole(|buffer, length| unsafe { host::list_dir(path.as_ptr(), path.len(), buffer, length) })?;
    let parts = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    Ok(parts.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
}

/// What is known of a file or folder.
pub struct Stat {
    pub is_dir: bool,
    /// In bytes; 0 for a folder.
    pub size: u64,
    /// When its content changed last, in milliseconds since 1970.
    pub modified_ms: u64,
}

/// What is known of the file or folder at a path.
pub fn stat(path: &str) -> Result<Stat, Failure> {
    let mut bytes = [0; 24];
    checked(unsafe { host::stat_path(path.as_ptr(), path.len(), bytes.as_mut_ptr()) })?;
    let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|index| bytes[at + index]));
    Ok(Stat { is_dir: number(0) == 1, size: number(8), modified_ms: number(16) })
}

/// Removes a file or an empty folder.
pub fn remove(path: &str) -> Result<(), Failure> {
    checked(unsafe { host::remove_path(path.as_ptr(), path.len()) }).map(|_| ())
}

/// Makes a folder.
pub fn make_dir(path: &str) -> Result<(), Failure> {
    checked(unsafe { host::make_dir(path.as_ptr(), path.len()) }).map(|_| ())
}

/// All of what a function of the host copies as far as there is room, telling how much there is.
fn whole(copy: impl Fn(*mut u8, usize) -> i32) -> Result<Vec<u8>, Failure> {
    let mut bytes = vec![0; 16_384];
    loop {
        let length = checked(copy(bytes.as_mut_ptr(), bytes.len()))?;
        let is_whole = length <= bytes.len();
        bytes.resize(length, 0);
        if is_whole {
            return Ok(bytes);
        }
    }
}
`
