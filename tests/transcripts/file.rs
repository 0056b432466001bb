//! The blocks of a script file.

/// Commands and what they bring about.
pub struct Block {
    /// Every line above the rule, comments and empty lines included.
    pub text: String,
    /// The commands among them, each with the number of its line.
    pub commands: Vec<(usize, String)>,
    /// What stands below the rule.
    pub output: String,
}

const RULE: &str = "----";

/// The blocks of a file.
pub fn parse(text: &str) -> Result<Vec<Block>, String> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while lines.peek().is_some() {
        let mut block = Block { text: String::new(), commands: Vec::new(), output: String::new() };
        loop {
            match lines.next() {
                None if block.text.trim().is_empty() => return Ok(blocks),
                None => return Err(format!("a line {RULE} is missing at the end")),
                Some((_, RULE)) => break,
                Some((index, line)) => {
                    block.text += &format!("{line}\n");
                    if !line.trim().is_empty() && !line.starts_with('#') {
                        block.commands.push((index + 1, line.trim().to_owned()));
                    }
                }
            }
        }
        while let Some((_, line)) = lines.next_if(|(_, line)| !line.is_empty()) {
            block.output += &format!("{line}\n");
        }
        // The empty line that ends the output belongs to nobody.
        lines.next();
        blocks.push(block);
    }
    Ok(blocks)
}

/// The file that holds these blocks.
pub fn print(blocks: &[Block]) -> String {
    let blocks = blocks.iter().map(|block| format!("{}{RULE}\n{}", block.text, block.output));
    blocks.collect::<Vec<String>>().join("\n")
}
