//! One file for each call; `transitions` goes over every state and call, `access_matrix` over everyone and every question,
//! `predicates` over random permissions, `cheating` over what a dishonest party would try, `stateful` over random calls.

mod accept;
mod access_matrix;
mod acknowledge;
mod add_record;
mod adopt;
mod attest;
mod change_provider;
mod cheating;
mod end;
mod establish;
mod example;
mod grant;
mod linkage;
mod model;
mod predicates;
mod receipt;
mod reject;
mod reject_record;
mod remove_record;
mod remove_relationship;
mod revoke;
mod schema;
mod stateful;
mod succeed;
mod suspend;
mod transitions;
mod update_record;
mod verify_record;
mod views;
mod withdraw_record;

use bpiiot_primitives::{
	AccountId, Balance, RecordId, RelationshipId,
	sharing::{Answer, Basis, Mode, Notice, NoticeKind, Party, Refusal, State},
};
use frame_support::traits::fungible::InspectHold;
use sp_runtime::DispatchError;

use crate::{HoldReason, Inbox, RecordOf, Records, RelationshipOf, Relationships, mock::*};

/// No call takes an unsigned origin.
const UNSIGNED: DispatchError = DispatchError::BadOrigin;

/// What is held for relationships, records and permissions, in planck.
fn held(name: &str) -> (Balance, Balance, Balance) {
	let held = |reason: HoldReason| Balances::balance_on_hold(&reason.into(), &account(name));
	(held(HoldReason::Relationship), held(HoldReason::Record), held(HoldReason::Permission))
}

fn relationship(id: RelationshipId) -> RelationshipOf<Test> {
	Relationships::<Test>::get(id).expect("exists")
}

fn state(id: RelationshipId) -> State {
	relationship(id).state
}

fn record(id: RecordId) -> RecordOf<Test> {
	Records::<Test>::get(id).expect("exists")
}

/// What an inbox holds, in order.
fn notices(party: Party<AccountId>) -> Vec<NoticeKind> {
	DataSharing::inbox(party, 0, 100).1.into_iter().map(|(_, notice)| notice.kind).collect()
}

/// The last notice of an inbox.
fn last_notice(party: Party<AccountId>) -> Notice<u64> {
	let mut notices = Inbox::<Test>::iter_prefix(party).collect::<Vec<_>>();
	notices.sort_by_key(|(sequence, _)| *sequence);
	notices.pop().expect("has a notice").1
}

/// Moves on to a block.
fn go_to(block: u64) {
	System::set_block_number(block);
}

/// Asks about a record; the basis, or why not.
fn ask(viewer: &str, record: RecordId, mode: Mode, query: Option<&str>) -> Result<Basis, Refusal> {
	match DataSharing::may(account(viewer), record, mode, query.map(text), System::block_number()) {
		Answer::Allowed(access) => Ok(access.basis),
		Answer::Refused(refusal) => Err(refusal),
	}
}
