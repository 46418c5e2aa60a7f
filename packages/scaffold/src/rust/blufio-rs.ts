/** The bindings of the guest ABI, as a Rust module. */
export const BLUFIO_RS: string = String.raw`//! The functions that the host gives to a skill, and safe ways to call them.

mod host {
    #[link(wasm_import_module = "blufio")]
    extern "C" {
        pub fn log(level: i32, ptr: *const u8, len: usize);
        pub fn get_input_len() -> usize;
        pub fn get_input(ptr: *mut u8);
        pub fn set_output(ptr: *const u8, len: usize);
    }
}

/// How grave a log line is.
#[allow(dead_code)]
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
`
