//! What clients ask, and how many keys each question may read, whatever the size of the chain.

use anyhow::{Context, Result, bail, ensure};
use bpiiot_primitives::{
	AccountId, BlockNumber, Hash,
	sharing::{
		Mailbox, Mode, Notice, Party, Scope,
		receipts::{BatchSummary, ReceiptLog},
	},
};
use bpiiot_runtime::Runtime;
use codec::{Compact, Decode, DecodeAll, Encode};
use frame_support::view_functions::{ViewFunction, ViewFunctionDispatchError};
use pallet_data_sharing as sharing;
use pallet_device_registry as registry;
use pallet_incentives as incentives;
use pallet_maintenance::{self as maintenance, Publisher};

use super::{
	actors::Who,
	landmarks::Landmarks,
	measure::{Cost, ask},
	plan::{TAG, part},
};
use crate::local_node::Node;

/// More than a page, so that the pallets' own limit counts.
const PAGE: u32 = 1_000;
/// Most entries of an answer: the pallets' limit of a page.
const MOST: u32 = 100;
/// Accounts of a device that owns nothing else and a participant are looked up in so many places to tell its standing.
const STANDING: u32 = 6;

/// What an answer is, to count its entries.
#[derive(Clone, Copy, Debug)]
enum Shape {
	/// A value that is always there.
	Value,
	/// Something that has to be found.
	Found,
	/// Something that may not be there.
	Maybe,
	/// That somebody may have something.
	Allowed,
	/// That somebody may not.
	Refused,
	/// A list that must not be empty.
	List,
	/// A list that may be empty.
	Perhaps,
	/// An inbox.
	Inbox,
	/// The receipts of a relationship.
	Receipts,
}

/// A question of a client.
#[derive(Clone, Debug)]
pub struct Query {
	/// What it is called: an API or a pallet, and the function.
	pub name: &'static str,
	method: &'static str,
	input: Vec<u8>,
	shape: Shape,
	/// Keys that it may read in any case, and for each entry of the answer.
	fixed: u32,
	each: u32,
}

impl Query {
	/// The same with another bound.
	#[cfg(test)]
	pub(crate) fn with_bound(self, fixed: u32, each: u32) -> Self {
		Self { fixed, each, ..self }
	}

	/// Asks, and checks the answer and how many keys have been read for it.
	///
	/// # Errors
	/// When the call fails, something is not found, or more keys have been read than the answer accounts for.
	pub fn ask(&self, node: &Node, at: Hash) -> Result<Cost> {
		let Self { name, method, input, shape, fixed, each } = self;
		let (mut answer, mut cost) = ask(node, at, method, input)?;
		if *method == VIEW {
			let inner = std::result::Result::<Vec<u8>, ViewFunctionDispatchError>::decode_all(&mut &answer[..])?;
			answer = match inner {
				Ok(inner) => inner,
				Err(error) => bail!("{name} is not answered: {error:?}"),
			};
		}
		cost.entries = shape.entries(&answer).with_context(|| format!("the answer to {name}"))?;
		ensure!(cost.entries <= MOST, "{name} answers {} entries, more than a page", cost.entries);
		let most = fixed + each * cost.entries;
		ensure!(
			cost.keys <= most,
			"{name} has read {} keys for {} entries; no more than {most} should be needed however large the chain is",
			cost.keys,
			cost.entries
		);
		Ok(cost)
	}
}

impl Shape {
	fn entries(self, mut answer: &[u8]) -> Result<u32> {
		match self {
			Self::Value => Ok(1),
			Self::Found => match answer.first() {
				Some(1) => Ok(1),
				_ => bail!("nothing was found"),
			},
			Self::Allowed => {
				ensure!(answer.first() == Some(&0), "it is refused");
				Ok(1)
			}
			Self::Refused => {
				ensure!(answer.first() == Some(&1), "it is allowed");
				Ok(0)
			}
			Self::Maybe => Ok(u32::from(answer.first() == Some(&1))),
			Self::List => {
				let Compact(entries) = Compact::<u32>::decode(&mut answer)?;
				ensure!(entries > 0, "the list is empty");
				Ok(entries)
			}
			Self::Perhaps => Ok(Compact::<u32>::decode(&mut answer)?.0),
			Self::Inbox => {
				type Inbox = (Mailbox<BlockNumber>, Vec<(u64, Notice<BlockNumber>)>);
				let (mailbox, notices) = Inbox::decode_all(&mut answer)?;
				ensure!(mailbox.next > 0, "the inbox has never had a notice");
				Ok(notices.len() as u32)
			}
			Self::Receipts => {
				type Receipts = (ReceiptLog<BlockNumber>, Vec<BatchSummary<BlockNumber>>);
				Ok(Receipts::decode_all(&mut answer)?.1.len() as u32)
			}
		}
	}
}

const VIEW: &str = "RuntimeViewFunction_execute_view_function";

/// A function of a runtime API.
fn api(name: &'static str, method: &'static str, input: impl Encode, shape: Shape, fixed: u32, each: u32) -> Query {
	Query { name, method, input: input.encode(), shape, fixed, each }
}

/// A view function of a pallet.
fn view<F: ViewFunction + Encode>(name: &'static str, function: F, shape: Shape, fixed: u32, each: u32) -> Query {
	let input = (F::id(), function.encode()).encode();
	Query { name, method: VIEW, input, shape, fixed, each }
}

/// All of them.
pub fn all(of: &Landmarks) -> Vec<Query> {
	let mut all = registry_api(of);
	all.extend(sharing_api(of));
	all.extend(maintenance_api(of));
	all.extend(registry_views(of));
	all.extend(registry_identity_views(of));
	all.extend(incentives_views(of));
	all
}

fn registry_api(of: &Landmarks) -> Vec<Query> {
	use Shape::{Found, Value};
	let key_pairs = registry::MAX_STORED_KEYS;
	let handle = Who::Provider(0).handle().into_inner();
	let key = super::actors::key("provider/0/keys/0");
	let signing = bpiiot_primitives::identity::SigningKey::Sr25519(sp_core::Pair::public(&key).0);
	let key = bpiiot_primitives::identity::PublicKey::Signing(signing);
	vec![
		api("RegistryApi.role", "RegistryApi_role", &of.provider, Found, 1, 0),
		api("RegistryApi.is_admitted", "RegistryApi_is_admitted", &of.machine, Value, STANDING, 0),
		api("RegistryApi.device_of", "RegistryApi_device_of", &of.machine, Found, 1, 0),
		api("RegistryApi.owner_of", "RegistryApi_owner_of", of.last_device, Found, 1, 0),
		api("RegistryApi.operator_of", "RegistryApi_operator_of", of.last_device, Found, 4, 0),
		api("RegistryApi.resolve", "RegistryApi_resolve", handle, Found, 2, 0),
		api("RegistryApi.account_at", "RegistryApi_account_at", (0u32, 1u32), Found, registry::MAX_ACCOUNTS, 0),
		api(
			"RegistryApi.shared_identity",
			"RegistryApi_shared_identity",
			(&of.provider, None::<BlockNumber>),
			Found,
			5 + 2 * key_pairs,
			0,
		),
		api("RegistryApi.key_valid_at", "RegistryApi_key_valid_at", (&of.provider, key, 1u32), Value, 5, 0),
	]
}

fn sharing_api(of: &Landmarks) -> Vec<Query> {
	use Shape::{Allowed, Found, Inbox, List, Perhaps, Receipts, Refused};
	let (device, provider) = (Party::<AccountId>::Device(of.device), Party::Account(of.provider.clone()));
	let none = None::<u32>;
	let inbox = 2 + 2 * sharing::MAX_NOTICES;
	let any = None::<bpiiot_primitives::incentives::Query>;
	// Record, proposal, relationship, block; the device's owner and account; the viewer and its standing; its relationship
	// twice; permissions by record and by tag.
	let may = |name, viewer: &AccountId, shape| {
		let input = (viewer, of.record, Mode::Read, any.clone(), 0 as BlockNumber);
		api(name, "SharingApi_may", input, shape, 11 + STANDING, 0)
	};
	let review = (&of.owner, of.changing, any.clone());
	let tag = Scope::Tag(TAG.to_vec().try_into().expect("it is a tag; qed"));
	let of_record = Scope::Record(of.record / 2 * 2);
	let viewing = (Party::<AccountId>::Device(of.device), &of.viewer);
	let first = (of.keeper, None::<(u32, Scope)>, PAGE);
	let next = (of.keeper, Some((of.viewing, of_record)), PAGE);
	let through = (of.viewing, None::<(u32, Scope)>, PAGE);
	let relationships = "SharingApi_relationships_of";
	let records = "SharingApi_records_of";
	vec![
		may("SharingApi.may, a viewer", &of.viewer, Allowed),
		may("SharingApi.may, the provider", &of.provider, Allowed),
		may("SharingApi.may, the owner", &of.owner, Allowed),
		may("SharingApi.may, a stranger", &of.stranger, Refused),
		api("SharingApi.review", "SharingApi_review", review, Allowed, 11 + STANDING, 0),
		api("SharingApi.relationship", "SharingApi_relationship", of.last_relationship, Found, 1, 0),
		api("SharingApi.relationship_between", "SharingApi_relationship_between", viewing, Found, 1, 0),
		api("SharingApi.history", "SharingApi_history", of.handed_over, List, 2, 2),
		api("SharingApi.relationships_of, provider", relationships, (&provider, none, PAGE), List, 1, 1),
		api("SharingApi.relationships_of, next page", relationships, (&provider, Some(of.keeper), PAGE), Perhaps, 1, 1),
		api("SharingApi.relationships_of, device", relationships, (&device, none, PAGE), List, 1, 1),
		api("SharingApi.record", "SharingApi_record", of.last_record, Found, 1, 0),
		api("SharingApi.proposal", "SharingApi_proposal", of.changing, Found, 1, 0),
		api("SharingApi.records_of, busiest", records, (of.keeper, None::<u64>, PAGE), List, 1, 1),
		api("SharingApi.records_of, next page", records, (of.keeper, Some(of.record), PAGE), Perhaps, 1, 1),
		api("SharingApi.records_of, ordinary", records, (of.last_relationship, None::<u64>, PAGE), Perhaps, 1, 1),
		api("SharingApi.permission", "SharingApi_permission", (of.keeper, of.viewing, tag), Found, 1, 0),
		api("SharingApi.permissions_on", "SharingApi_permissions_on", first, List, 1, 2),
		api("SharingApi.permissions_on, next page", "SharingApi_permissions_on", next, Perhaps, 1, 2),
		api("SharingApi.permissions_through", "SharingApi_permissions_through", through, List, 1, 1),
		api("SharingApi.receipts", "SharingApi_receipts", of.keeper, Receipts, 1 + sharing::KEPT_BATCHES, 0),
		api("SharingApi.inbox, device", "SharingApi_inbox", (&device, 0u64, PAGE), Inbox, inbox, 0),
		api("SharingApi.inbox, provider", "SharingApi_inbox", (&provider, 0u64, PAGE), Inbox, inbox, 0),
	]
}

fn maintenance_api(of: &Landmarks) -> Vec<Query> {
	use Shape::{Found, List, Perhaps, Value};
	let none = None::<u32>;
	let publisher = Publisher::Provider(of.provider.clone());
	let (owner, provider, agreement) = (&of.owner, &of.provider, of.agreement);
	vec![
		api("MaintenanceApi.agreement", "MaintenanceApi_agreement", agreement, Found, 1, 0),
		api("MaintenanceApi.agreements_of", "MaintenanceApi_agreements_of", (of.device, none, PAGE), List, 1, 1),
		api("MaintenanceApi.agreements_by", "MaintenanceApi_agreements_by", (provider, none, PAGE), List, 1, 1),
		api("MaintenanceApi.template", "MaintenanceApi_template", 0u32, Found, 1, 0),
		api("MaintenanceApi.templates_of", "MaintenanceApi_templates_of", (publisher, none, PAGE), List, 1, 1),
		api("MaintenanceApi.plan", "MaintenanceApi_plan", agreement, List, 1, 0),
		// A page is a stretch of places, empty or not.
		api("MaintenanceApi.due_in", "MaintenanceApi_due_in", (1_000_000u32, 0u32, PAGE), List, MOST, 0),
		api("MaintenanceApi.request", "MaintenanceApi_request", of.request, Found, 1, 0),
		api("MaintenanceApi.requests_of", "MaintenanceApi_requests_of", (agreement, 0u32, PAGE), List, MOST, 1),
		api("MaintenanceApi.work_of", "MaintenanceApi_work_of", (provider, none, PAGE), List, 1, 1),
		api("MaintenanceApi.evidence", "MaintenanceApi_evidence", of.request, List, 1, 0),
		api("MaintenanceApi.counters", "MaintenanceApi_counters", agreement, List, 2, 0),
		api("MaintenanceApi.last_trigger", "MaintenanceApi_last_trigger", of.device, Found, 1, 0),
		api("MaintenanceApi.part", "MaintenanceApi_part", (provider, part(7)), Found, 1, 0),
		api(
			"MaintenanceApi.parts_of",
			"MaintenanceApi_parts_of",
			(provider, None::<maintenance::PartOf<AccountId>>, PAGE),
			List,
			1,
			2,
		),
		api("MaintenanceApi.spares", "MaintenanceApi_spares", (owner, provider, part(7)), Value, 1, 0),
		api(
			"MaintenanceApi.spares_of",
			"MaintenanceApi_spares_of",
			(owner, None::<maintenance::PartOf<AccountId>>, PAGE),
			List,
			1,
			2,
		),
		api("MaintenanceApi.history_of", "MaintenanceApi_history_of", (of.device, 0u32, PAGE), List, 1, 1),
		api("MaintenanceApi.history_length", "MaintenanceApi_history_length", of.device, Value, 1, 0),
		api("MaintenanceApi.rating", "MaintenanceApi_rating", provider, Value, 1, 0),
		api("MaintenanceApi.deposits", "MaintenanceApi_deposits", (), Value, 0, 0),
		api(
			"MaintenanceApi.agreements_of, last",
			"MaintenanceApi_agreements_of",
			(of.last_device / 10 * 10, none, PAGE),
			Perhaps,
			1,
			1,
		),
	]
}

fn registry_views(of: &Landmarks) -> Vec<Query> {
	use Shape::{Found, List, Maybe, Perhaps, Value};
	let none = None::<u32>;
	vec![
		view(
			"DeviceRegistry.participant",
			registry::ParticipantViewFunction::<Runtime>::new(of.provider.clone()),
			Found,
			1,
			0,
		),
		view("DeviceRegistry.device", registry::DeviceViewFunction::<Runtime>::new(of.last_device), Found, 1, 0),
		view(
			"DeviceRegistry.device_by_account",
			registry::DeviceByAccountViewFunction::<Runtime>::new(of.machine.clone()),
			Found,
			2,
			0,
		),
		view(
			"DeviceRegistry.devices_of",
			registry::DevicesOfViewFunction::<Runtime>::new(of.owner.clone(), none, PAGE),
			List,
			1,
			1,
		),
		view(
			"DeviceRegistry.devices_of, next page",
			registry::DevicesOfViewFunction::<Runtime>::new(of.owner.clone(), Some(of.device), PAGE),
			Perhaps,
			1,
			1,
		),
		view("DeviceRegistry.fee_quota", registry::FeeQuotaViewFunction::<Runtime>::new(of.device), Value, 1, 0),
		view("DeviceRegistry.policy", registry::PolicyViewFunction::<Runtime>::new(), Value, 1, 0),
		view(
			"DeviceRegistry.may_register",
			registry::MayRegisterViewFunction::<Runtime>::new(of.author.clone()),
			Value,
			STANDING,
			0,
		),
		view(
			"DeviceRegistry.admitted",
			registry::AdmittedViewFunction::<Runtime>::new(of.provider.clone()),
			Value,
			STANDING,
			0,
		),
		view(
			"DeviceRegistry.sponsorship",
			registry::SponsorshipViewFunction::<Runtime>::new(of.last_owner.clone()),
			Maybe,
			1,
			0,
		),
		view(
			"DeviceRegistry.sponsored_by",
			registry::SponsoredByViewFunction::<Runtime>::new(of.owner.clone(), None, PAGE),
			Perhaps,
			1,
			1,
		),
		view("DeviceRegistry.inventory", registry::InventoryViewFunction::<Runtime>::new(of.stocked), Found, 1, 0),
		view("DeviceRegistry.offer", registry::OfferViewFunction::<Runtime>::new(of.offered), Found, 1, 0),
		view("DeviceRegistry.loan", registry::LoanViewFunction::<Runtime>::new(of.last_device), Maybe, 3, 0),
		view("DeviceRegistry.operator", registry::OperatorViewFunction::<Runtime>::new(of.last_device), Found, 4, 0),
		view(
			"DeviceRegistry.lent_to",
			registry::LentToViewFunction::<Runtime>::new(of.viewer.clone(), none, PAGE),
			Perhaps,
			1,
			1,
		),
		view(
			"DeviceRegistry.history_length",
			registry::HistoryLengthViewFunction::<Runtime>::new(of.rekeyed),
			Value,
			1,
			0,
		),
		view("DeviceRegistry.history", registry::HistoryViewFunction::<Runtime>::new(of.rekeyed, 0, PAGE), List, 1, 1),
		view(
			"DeviceRegistry.alias",
			registry::AliasViewFunction::<Runtime>::new(of.provider.clone(), of.alias),
			Found,
			1,
			0,
		),
		view(
			"DeviceRegistry.aliases_of",
			registry::AliasesOfViewFunction::<Runtime>::new(of.provider.clone(), None, PAGE),
			List,
			1,
			1,
		),
	]
}

fn registry_identity_views(of: &Landmarks) -> Vec<Query> {
	use Shape::{Found, List};
	let handle = || Who::Provider(0).handle().into_inner();
	let key = super::actors::key("provider/0/keys/0");
	let signing = bpiiot_primitives::identity::SigningKey::Sr25519(sp_core::Pair::public(&key).0);
	let key = bpiiot_primitives::identity::PublicKey::Signing(signing);
	let key_pairs = registry::MAX_STORED_KEYS;
	vec![
		view("DeviceRegistry.identity", registry::IdentityViewFunction::<Runtime>::new(0), Found, 1, 0),
		view(
			"DeviceRegistry.identity_by_handle",
			registry::IdentityByHandleViewFunction::<Runtime>::new(handle()),
			Found,
			2,
			0,
		),
		view("DeviceRegistry.look_alike", registry::LookAlikeViewFunction::<Runtime>::new(handle()), Found, 2, 0),
		view(
			"DeviceRegistry.identity_by_account",
			registry::IdentityByAccountViewFunction::<Runtime>::new(of.last_owner.clone()),
			Found,
			2,
			0,
		),
		view(
			"DeviceRegistry.shared_identity_at",
			registry::SharedIdentityAtViewFunction::<Runtime>::new(of.provider.clone(), 1),
			Found,
			5 + 2 * key_pairs,
			0,
		),
		view("DeviceRegistry.key", registry::KeyViewFunction::<Runtime>::new(0, 0), Found, 1, 0),
		// A page is a stretch of numbers, pruned or not.
		view("DeviceRegistry.keys_of", registry::KeysOfViewFunction::<Runtime>::new(0, 0, PAGE), List, MOST, 0),
		view("DeviceRegistry.key_owner", registry::KeyOwnerViewFunction::<Runtime>::new(key), Found, 1, 0),
		view(
			"DeviceRegistry.accounts_of",
			registry::AccountsOfViewFunction::<Runtime>::new(0),
			List,
			registry::MAX_ACCOUNTS,
			0,
		),
	]
}

fn incentives_views(of: &Landmarks) -> Vec<Query> {
	use Shape::{Found, List, Maybe, Perhaps, Value};
	// What a provider did is told of all accounts of its identity.
	let accounts = 2 + 2 * registry::MAX_ACCOUNTS;
	vec![
		view(
			"Incentives.bonuses_of",
			incentives::BonusesOfViewFunction::<Runtime>::new(of.author.clone(), None, PAGE),
			List,
			1,
			1,
		),
		view(
			"Incentives.bonuses_at",
			incentives::BonusesAtViewFunction::<Runtime>::new(of.provider.clone(), None, PAGE),
			List,
			accounts,
			1,
		),
		view("Incentives.bonus", incentives::BonusViewFunction::<Runtime>::new(0), Found, 1, 0),
		view("Incentives.reward_at", incentives::RewardAtViewFunction::<Runtime>::new(1), Value, 0, 0),
		view("Incentives.total_rewards", incentives::TotalRewardsViewFunction::<Runtime>::new(), Value, 1, 0),
		view("Incentives.payout", incentives::PayoutViewFunction::<Runtime>::new(0), Maybe, 1, 0),
		view("Incentives.bond_of", incentives::BondOfViewFunction::<Runtime>::new(of.provider.clone()), Maybe, 1, 0),
		view("Incentives.reward", incentives::RewardViewFunction::<Runtime>::new(), Value, 2, 0),
		view("Incentives.epoch", incentives::EpochViewFunction::<Runtime>::new(), Value, 1, 0),
		view(
			"Incentives.contributions_of",
			incentives::ContributionsOfViewFunction::<Runtime>::new(of.provider.clone()),
			Value,
			5,
			0,
		),
		view(
			"Incentives.claimable",
			incentives::ClaimableViewFunction::<Runtime>::new(of.provider.clone(), None, PAGE),
			Perhaps,
			// The epochs that can still be claimed for, each with its payout and tally; and which ones they are.
			2 + 2 * 60,
			0,
		),
		view("Incentives.pot_state", incentives::PotStateViewFunction::<Runtime>::new(), Value, 3, 0),
		view(
			"Incentives.standing",
			incentives::StandingViewFunction::<Runtime>::new(of.provider.clone()),
			Value,
			accounts,
			0,
		),
	]
}
