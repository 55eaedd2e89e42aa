//! Fields of nodes. A field that no node has takes no room.

use crate::graph::NONE;

/// One number per node; missing where it was never set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Column(Vec<u32>);

impl Column {
    /// Nodes come in order; those left out have no number.
    pub fn set(&mut self, node: usize, number: u32) {
        self.0.resize(node.max(self.0.len()), NONE);
        self.0.push(number);
    }

    /// One number for each of these; empty when there is none at all.
    pub fn picked(&self, nodes: &[u32]) -> Vec<u32> {
        if self.0.is_empty() {
            return Vec::new();
        }
        nodes.iter().map(|&node| self.0.get(node as usize).copied().unwrap_or(NONE)).collect()
    }
}

/// Many short strings in one allocation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    text: String,
    ends: Vec<u32>,
}

impl Names {
    /// All of them in one, and where each ends.
    pub fn of(text: String, ends: Vec<u32>) -> Names {
        Names { text, ends }
    }

    pub fn get(&self, index: usize) -> &str {
        let end = self.ends.get(index).copied().unwrap_or(0) as usize;
        let start = if index == 0 || end == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.text[start..end]
    }

    /// As [`Column::set`].
    pub fn set(&mut self, index: usize, name: &str) {
        self.ends.resize(index.max(self.ends.len()), self.text.len() as u32);
        self.text.push_str(name);
        self.ends.push(self.text.len() as u32);
    }

    pub fn picked(&self, nodes: &[u32]) -> Names {
        if self.text.is_empty() {
            return Names::default();
        }
        let mut picked = Names { text: String::with_capacity(self.text.len()), ends: Vec::with_capacity(nodes.len()) };
        for &node in nodes {
            picked.text.push_str(self.get(node as usize));
            picked.ends.push(picked.text.len() as u32);
        }
        picked
    }
}
