//! What the chain should answer, worked out from what has been announced and from the registry, without a look at the storage.

use std::collections::BTreeMap;

use bpiiot_primitives::{
	device::Registry as _,
	sharing::{Scope, Tag},
};

use super::*;
use crate::{Call, ContentOf, Event};

/// A relationship as its events have told it.
struct Known {
	subject: Party<AccountId>,
	partner: AccountId,
	state: State,
	/// The block in which it ended, if it was suspended then.
	withheld: Option<u64>,
}

/// A proposal that waits.
struct Waiting {
	relationship: RelationshipId,
	author: AccountId,
	verified: bool,
	tag: Tag,
	attestors: Vec<AccountId>,
}

/// What a permission allows: the mode, the last block, and the block in which it was given.
type Allowed = (Mode, Option<u64>, u64);

/// The model.
#[derive(Default)]
pub struct Model {
	/// Uploads and verifications of each account.
	pub contributions: BTreeMap<AccountId, (u32, u32)>,
	relationships: BTreeMap<RelationshipId, Known>,
	/// To which relationship each record in effect belongs, and its tag.
	records: BTreeMap<RecordId, (RelationshipId, Tag)>,
	proposals: BTreeMap<RecordId, Waiting>,
	permissions: BTreeMap<(RelationshipId, RelationshipId, Scope), Allowed>,
}

impl Model {
	/// Takes in a call that has worked, and what it has announced.
	pub fn learn(&mut self, call: &Call<Test>, events: &[Event<Test>]) {
		if let Call::add_record { content, .. } | Call::update_record { content, .. } = call {
			for event in events {
				if let Event::RecordProposed { record, relationship, author, .. } = event {
					self.propose(*record, *relationship, author.clone(), content);
				}
			}
		}
		self.follow(events);
	}

	fn propose(
		&mut self,
		record: RecordId,
		relationship: RelationshipId,
		author: AccountId,
		content: &ContentOf<Test>,
	) {
		let attestors = content.quorum.as_ref().map(|quorum| quorum.attestors.to_vec()).unwrap_or_default();
		let tag = content.details.tag.clone();
		self.proposals.insert(record, Waiting { relationship, author, verified: false, tag, attestors });
	}

	/// Takes in what has been announced.
	pub fn follow(&mut self, events: &[Event<Test>]) {
		let now = System::block_number();
		for event in events {
			match event {
				Event::RelationshipEstablished { relationship, subject, partner, .. } => {
					let (subject, partner) = (subject.clone(), partner.clone());
					let known = Known { subject, partner, state: State::Established, withheld: None };
					self.relationships.insert(*relationship, known);
				}
				Event::RelationshipChanged { relationship, state, .. } => {
					let known = self.relationships.get_mut(relationship).expect("is known");
					if *state == State::Ended {
						known.withheld = (known.state == State::Suspended).then_some(now);
					}
					known.state = *state;
				}
				Event::RelationshipRejected { relationship, .. } | Event::RelationshipRemoved { relationship, .. } => {
					self.relationships.remove(relationship).expect("was known");
				}
				Event::RelationshipMoved { relationship, to, .. } => {
					self.relationships.get_mut(relationship).expect("is known").partner = to.clone();
				}
				Event::RecordVerified { record, by, .. } => {
					self.proposals.get_mut(record).expect("waits").verified = true;
					self.contributions.entry(by.clone()).or_default().1 += 1;
				}
				Event::RecordAttested { by, .. } => self.contributions.entry(by.clone()).or_default().1 += 1,
				Event::RecordEffective { record, version, .. } => {
					let waiting = self.proposals.remove(record).expect("has waited");
					if *version == 1 {
						self.contributions.entry(waiting.author).or_default().0 += 1;
					}
					self.records.insert(*record, (waiting.relationship, waiting.tag));
				}
				Event::ProposalDropped { record, .. } => drop(self.proposals.remove(record).expect("has waited")),
				Event::RecordRemoved { record, .. } => drop(self.records.remove(record).expect("was there")),
				Event::PermissionGranted { source, via, scope, mode, until, .. } => {
					self.permissions.insert((*source, *via, scope.clone()), (*mode, *until, now));
				}
				Event::PermissionRevoked { source, via, scope, .. } => {
					self.permissions.remove(&(*source, *via, scope.clone())).expect("was given");
				}
				_ => (),
			}
		}
	}

	/// Whether an account may read or write a record by its first query.
	pub fn may(&self, who: &AccountId, record: RecordId, mode: Mode, now: u64) -> bool {
		let (effective, proposal) = (self.records.get(&record), self.proposals.get(&record));
		let source = effective.map(|(source, _)| *source).or(proposal.map(|proposal| proposal.relationship));
		let Some((source, owning)) = source.and_then(|source| Some((source, self.relationships.get(&source)?))) else {
			return false;
		};
		let open = owning.state.is_open();
		let side = match &owning.subject {
			Party::Account(alias) => (alias == who).then_some(true),
			Party::Device(device) => {
				let owner = People::owner_of(*device);
				let present = owner.as_ref().map(|owner| People::successor_of(owner).unwrap_or_else(|| owner.clone()));
				let acts = owner.as_ref() == Some(who) || present.as_ref() == Some(who);
				let machine = People::device_of(who) == Some(*device);
				let admitted = People::role(who).is_some()
					|| machine && present.is_some_and(|present| People::role(&present).is_some());
				(acts || machine).then_some(admitted)
			}
		};
		if let Some(admitted) = side {
			return admitted && (mode == Mode::Read || open);
		}
		if People::role(who).is_none() {
			return false;
		}
		if owning.partner == *who && owning.state != State::Ended {
			return open;
		}
		let mine =
			|known: &Known| known.subject == owning.subject && known.partner == *who && known.state != State::Ended;
		let Some((via, viewing)) = self.relationships.iter().find(|(_, known)| mine(known)) else { return false };
		if owning.state == State::Suspended || !viewing.state.is_open() {
			return false;
		}
		let permitted = effective.is_some_and(|(_, tag)| {
			[Scope::Record(record), Scope::Tag(tag.clone())].into_iter().any(|scope| {
				self.permissions.get(&(source, *via, scope)).is_some_and(|(granted, until, since)| {
					*granted >= mode
						&& until.is_none_or(|until| now <= until)
						&& owning.withheld.is_none_or(|end| *since > end)
				})
			})
		});
		let written = mode == Mode::Read || owning.state != State::Ended;
		let asked = effective.is_none()
			&& mode == Mode::Read
			&& open && proposal.is_some_and(|waiting| waiting.verified && waiting.attestors.contains(who));
		permitted && written || asked
	}
}
