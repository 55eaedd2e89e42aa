//! Steps to a whole set: how the path leads to where the relation begins, the relation of each member, all of them.

use super::Trace;
use crate::denote::one;
use crate::lists::members;
use pathloom_model::meaning::Who;
use pathloom_model::{Key, Step};

impl<'a> Trace<'a, '_> {
    pub(super) fn members(&mut self, who: &Who) -> Result<(), String> {
        let Who::Related { relation, forward, of, .. } = who else {
            return Err("not a set that a relation leads to".into());
        };
        let end = one(self.k(), of).map_err(|error| error.to_string())?;
        self.who(of, &end)?;
        let first = self.steps.len() as u32;
        let found = members(self.k(), who).ok_or("a list takes two to eight members")?;
        for member in &found {
            self.member(relation, *forward, &end, member)?;
        }
        let names: Vec<String> = found.iter().map(|key| self.voice.name(key)).collect();
        let (count, names) = (names.len(), self.voice.list(&names));
        let text = match self.english() {
            true => format!("That makes {count} in all: {names}"),
            false => format!("因此一共有{count}{}：{names}", self.voice.classifier(self.k().entity_type(&found[0]))),
        };
        self.conclude(&text, first);
        Ok(())
    }

    /// What belongs to the set as the answer does stands on the last hop of the path, as the answer does.
    fn member(&mut self, relation: &str, forward: bool, end: &Key, member: &Key) -> Result<(), String> {
        let (subject, object) = if forward { (end, member) } else { (member, end) };
        let stated = self.linking(relation, subject, object).map(|key| (key, subject, object));
        let stated = stated.or_else(|| self.linking(relation, object, subject).map(|key| (key, object, subject)));
        let (key, subject, object) = stated.ok_or("no assertion states the relation")?;
        let text = self.voice.relation_statement(relation, subject, object)?;
        let (evidence, mut hops) = self.cite(&key)?;
        if hops.is_empty() {
            let last = self.scene.matched.hops.iter().rfind(|hop| hop.on_chain && hop.to == self.scene.answer);
            hops.extend(last.filter(|_| self.scene.chain.is_some()).map(|hop| hop.number));
        }
        let text = self.stop(&text);
        self.push(key.as_str(), Step { text, hops, evidence, uses: vec![] })
    }
}
