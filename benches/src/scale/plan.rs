//! What is sent, in which order. The order depends on the chain's size alone, so that a chain can be continued: what it has
//! already is as many of the first transactions as its actors have sent.

use std::sync::mpsc::SyncSender;

use bpiiot_primitives::{
	Action, AgreementId, BPI, Channel, DAYS, Hash, Metric, PartNumber, RecordId, RelationshipId, Role, Rule, Threshold,
	TriggerSeq,
	sharing::{
		Aggregate, Content, DataType, Details, Function, Kind, Licence, LicenceKind, Mode, Party, Pointer, Purpose,
		Scope, Summary, Tag, Terms, receipts::Batch,
	},
};
use bpiiot_runtime::{AccountId, BlockNumber, Runtime, RuntimeCall};
use pallet_device_registry::{DeviceProfile, Part, Stock, Terms as Offer};
use pallet_maintenance::{Milestones, Phase, Schedule, Terms as Job};
use sp_crypto_hashing::blake2_256;
use sp_runtime::{BoundedVec, OpaqueExtrinsic};

use super::{
	Sizes,
	actors::{self, Actors, BLOCK, PROVIDERS, VIEWERS, Who, owner_of, provider_of},
	landmarks::Landmarks,
};

/// Calls in a batch. Smaller ones leave less of a block empty, larger ones save signatures.
const BATCH: usize = 50;
/// Unanswered invitations of an account.
const INVITATIONS: usize = 16;
/// Entries of a list that is to be longer than a page from the beginning.
const LONG: u32 = 120;
/// The block in which plan entries are due and loans end: after all others.
const FAR: BlockNumber = 1_000_000;
/// The tag of every record.
pub const TAG: &[u8] = b"vibration/axis-1";

/// Something to do.
pub enum Step {
	/// Put a transaction into a block.
	Transaction(OpaqueExtrinsic),
	/// Let the next transaction be in another block.
	NextBlock,
	/// Measure: the chain has this size.
	Measure(Sizes, Box<Landmarks>),
}

/// Nobody takes the steps any more.
#[derive(Debug)]
pub struct Abandoned;

type Result<T = ()> = std::result::Result<T, Abandoned>;
type RecordContent = Content<AccountId>;
type Registry = pallet_device_registry::Call<Runtime>;
type Maintenance = pallet_maintenance::Call<Runtime>;
type Sharing = pallet_data_sharing::Call<Runtime>;

/// Makes the steps in their order.
pub struct Planner {
	actors: Actors,
	sizes: Sizes,
	author: AccountId,
	out: SyncSender<Step>,
	/// Transactions that the chain has already.
	done: u64,
	sent: u64,
	/// The next numbers that the chain gives out.
	relationship: RelationshipId,
	record: RecordId,
	agreement: AgreementId,
	trigger: TriggerSeq,
	/// The relationship of each device with the provider that keeps its data.
	keepers: Vec<RelationshipId>,
	viewing: RelationshipId,
	hot_agreement: AgreementId,
	last_alias: Hash,
	changing: RecordId,
	joined: Vec<Who>,
}

impl Planner {
	/// A planner that puts its steps into `out`, but for the first `done` transactions.
	pub fn new(actors: Actors, sizes: Sizes, author: AccountId, done: u64, out: SyncSender<Step>) -> Self {
		Self {
			actors,
			sizes,
			author,
			out,
			done,
			sent: 0,
			relationship: 0,
			record: 0,
			agreement: 0,
			trigger: 0,
			keepers: Vec::new(),
			viewing: 0,
			hot_agreement: 0,
			last_alias: Hash::zero(),
			changing: 0,
			joined: Vec::new(),
		}
	}

	/// Makes all steps.
	///
	/// # Errors
	/// When nobody takes them.
	pub fn run(mut self) -> Result {
		self.begin()?;
		for (index, stage) in self.sizes.stages().into_iter().enumerate() {
			self.add_devices(stage.devices)?;
			if index == 0 {
				self.build_long_lists()?;
			}
			self.add_requests(stage.devices / BLOCK)?;
			self.add_hot_records(stage.records)?;
			if index == 0 {
				self.propose_change()?;
			}
			let landmarks = Box::new(self.landmarks());
			self.out.send(Step::Measure(stage, landmarks)).map_err(|_| Abandoned)?;
		}
		Ok(())
	}

	fn landmarks(&self) -> Landmarks {
		let last_device = self.keepers.len() as u32 - 1;
		Landmarks {
			owner: self.account(Who::Owner(0)),
			provider: self.account(Who::Provider(0)),
			viewer: self.account(Who::Viewer(0)),
			machine: self.account(Who::Machine),
			author: self.author.clone(),
			device: 0,
			keeper: self.keepers[0],
			viewing: self.viewing,
			handed_over: self.keepers[2],
			record: (self.record - 1) / 2 * 2,
			changing: self.changing,
			stranger: self.account(Who::Provider(PROVIDERS - 1)),
			agreement: self.hot_agreement,
			request: 0,
			alias: self.last_alias,
			rekeyed: 1,
			stocked: 3,
			offered: 4,
			last_device,
			last_owner: self.account(owner_of(last_device / BLOCK)),
			last_relationship: self.keepers[last_device as usize],
			last_record: self.record - 1,
		}
	}

	fn account(&self, who: Who) -> AccountId {
		self.actors.account(who)
	}

	/// Has somebody send calls, several in a batch.
	fn send(&mut self, who: Who, calls: Vec<RuntimeCall>) -> Result {
		let mut calls = calls.into_iter().peekable();
		while calls.peek().is_some() {
			let mut batch: Vec<_> = calls.by_ref().take(BATCH).collect();
			let call = match batch.len() {
				1 => batch.remove(0),
				_ => pallet_utility::Call::<Runtime>::batch_all { calls: batch }.into(),
			};
			self.sent += 1;
			if let Some(signed) = self.actors.sign(who, call, self.sent > self.done) {
				self.out.send(Step::Transaction(signed)).map_err(|_| Abandoned)?;
			}
		}
		Ok(())
	}

	/// Registers somebody, with an identity.
	fn join(&mut self, who: Who, role: Role) -> Result {
		let keys = self.actors.keys(who, 0);
		let name = bounded(format!("{who:?}").as_bytes());
		let calls = vec![
			Registry::register_participant { role, name }.into(),
			Registry::register_identity { handle: who.handle(), keys }.into(),
		];
		self.joined.push(who);
		self.send(who, calls)
	}

	/// Registers those who are there from the beginning, and makes the price list of the busiest provider.
	fn begin(&mut self) -> Result {
		for number in 0..PROVIDERS {
			self.join(Who::Provider(number), Role::ServiceProvider)?;
		}
		for number in 0..VIEWERS {
			self.join(Who::Viewer(number), Role::ThirdParty)?;
		}
		let parts = (0..LONG).map(|number| {
			let name = bounded(b"Deep groove ball bearing");
			Maintenance::set_part { part: part(number), name, price: BPI }.into()
		});
		self.send(Who::Provider(0), parts.collect())
	}

	/// Registers devices until there are so many, with all that each of them has.
	fn add_devices(&mut self, until: u32) -> Result {
		let mut from = self.keepers.len() as u32;
		while from < until {
			let block = from / BLOCK;
			let to = until.min((block + 1) * BLOCK);
			self.add_block(block, from..to)?;
			from = to;
		}
		Ok(())
	}

	/// Registers devices of one owner.
	fn add_block(&mut self, block: u32, devices: std::ops::Range<u32>) -> Result {
		let (owner, provider, from) = (owner_of(block), provider_of(block), devices.start);
		let is_new = !self.joined.contains(&owner);
		if is_new {
			self.join(owner, Role::EquipmentOwner)?;
		}
		let register = devices.clone().map(|device| {
			let claim = self.actors.device_claim(device, owner);
			Registry::register_device { account: actors::device_account(device), claim, profile: profile(device) }
				.into()
		});
		let register = register.collect();
		self.send(owner, register)?;
		let numbers: Vec<_> = devices.clone().collect();
		for some in numbers.chunks(INVITATIONS) {
			self.relate(owner, provider, some)?;
		}
		let maintained = devices.clone().filter(|device| device % 10 == 0).collect::<Vec<_>>();
		self.agree(owner, provider, &maintained)?;
		self.add_records(owner, provider, &numbers)?;
		// The first block's are there before its owner does more with some of them.
		let lent = devices.filter(|device| if block == 0 { *device >= 10 } else { device % BLOCK >= 90 });
		self.lend(owner, lent.collect())?;
		let aliases = (0..10).map(|number| Hash::from(blake2_256(format!("alias/{from}/{number}").as_bytes())));
		self.add_aliases(aliases.collect())?;
		if is_new && owner != Who::Owner(0) {
			self.view(owner)?;
		}
		Ok(())
	}

	/// Lets a provider keep the data of devices.
	fn relate(&mut self, owner: Who, provider: Who, devices: &[u32]) -> Result {
		let partner = self.account(provider);
		let establish = devices.iter().map(|device| {
			Sharing::establish { subject: Party::Device(*device), partner: partner.clone(), kind: Kind::Keeper }.into()
		});
		self.send(owner, establish.collect())?;
		let first = self.relationship;
		self.relationship += devices.len() as u32;
		let new = first..self.relationship;
		self.keepers.extend(new.clone());
		self.send(provider, new.map(|relationship| Sharing::accept { relationship }.into()).collect())
	}

	/// Lets somebody view the busiest device's records.
	fn view(&mut self, viewer: Who) -> Result {
		let account = self.account(viewer);
		let establish =
			Sharing::establish { subject: Party::Device(0), partner: account.clone(), kind: Kind::Viewer }.into();
		self.send(viewer, vec![establish])?;
		let relationship = self.relationship;
		self.relationship += 1;
		let source = self.keepers[0];
		let answer = vec![
			Sharing::accept { relationship }.into(),
			Sharing::grant { source, viewer: account, scope: Scope::Tag(bounded(TAG)), terms: terms() }.into(),
		];
		self.send(Who::Owner(0), answer)
	}

	/// Makes agreements, each with a rule and a plan entry.
	fn agree(&mut self, owner: Who, provider: Who, devices: &[u32]) -> Result {
		let account = self.account(provider);
		let propose = devices.iter().map(|device| {
			let (provider, rules) = (account.clone(), bounded_of(vec![rule()]));
			let (device, service_price, response_blocks) = (*device, BPI, DAYS);
			Maintenance::propose_agreement { device, provider, service_price, response_blocks, rules }.into()
		});
		self.send(owner, propose.collect())?;
		let first = self.agreement;
		self.agreement += devices.len() as u32;
		let new = first..self.agreement;
		let accept = new.clone().map(|agreement| Maintenance::accept_agreement { agreement }.into());
		self.send(provider, accept.collect())?;
		let plan = new.map(|agreement| {
			let schedule = Schedule::Time { next: FAR, every: 30 * DAYS };
			Maintenance::add_plan { agreement, schedule, action: Action::Notify }.into()
		});
		self.send(owner, plan.collect())
	}

	/// Adds the records of ordinary devices: four fifths of all, evenly spread.
	fn add_records(&mut self, owner: Who, provider: Who, devices: &[u32]) -> Result {
		let each = (self.sizes.records * 4 / 5 / u64::from(self.sizes.devices)) as usize;
		let targets: Vec<_> =
			devices.iter().flat_map(|device| std::iter::repeat_n(self.keepers[*device as usize], each)).collect();
		for some in targets.chunks(BATCH) {
			self.propose_and_verify(owner, provider, some)?;
		}
		Ok(())
	}

	/// Adds a record to each of the relationships, and has them verified.
	fn propose_and_verify(&mut self, owner: Who, provider: Who, relationships: &[RelationshipId]) -> Result {
		let first = self.record;
		self.record += relationships.len() as u64;
		let contents: Vec<_> = (first..self.record).map(content).collect();
		let verify = (first..).zip(&contents).map(|(record, content)| {
			Sharing::verify_record { record, hash: content.hash(), bonus: content.bonus.is_some() }.into()
		});
		let verify = verify.collect();
		let add = relationships.iter().zip(contents);
		let add =
			add.map(|(relationship, content)| Sharing::add_record { relationship: *relationship, content }.into());
		self.send(provider, add.collect())?;
		self.send(owner, verify)
	}

	/// Adds records of the busiest device until there are so many in all, with a permission on every second one.
	fn add_hot_records(&mut self, until: u64) -> Result {
		let viewer = self.account(Who::Viewer(0));
		while self.record < until {
			let count = (until - self.record).min(BATCH as u64) as usize;
			let (first, source) = (self.record, self.keepers[0]);
			self.propose_and_verify(Who::Owner(0), Who::Provider(0), &vec![source; count])?;
			let grant = (first..self.record).filter(|record| record % 2 == 0).map(|record| {
				let (viewer, scope) = (viewer.clone(), Scope::Record(record));
				Sharing::grant { source, viewer, scope, terms: terms() }.into()
			});
			self.send(Who::Owner(0), grant.collect())?;
		}
		Ok(())
	}

	/// Proposes a change of the last record, which waits from then on.
	fn propose_change(&mut self) -> Result {
		self.changing = self.record - 1;
		let mut content = content(self.changing);
		content.details.summary.rows += 1;
		self.send(Who::Provider(0), vec![Sharing::update_record { record: self.changing, content }.into()])
	}

	fn lend(&mut self, owner: Who, devices: Vec<u32>) -> Result {
		let to = self.account(Who::Viewer(0));
		let offer = devices.iter().map(|device| {
			Registry::offer_device { device: *device, to: to.clone(), terms: Offer::Loan { until: FAR } }.into()
		});
		self.send(owner, offer.collect())?;
		let accept = devices.into_iter().map(|device| Registry::accept_loan { device }.into());
		self.send(Who::Viewer(0), accept.collect())
	}

	fn add_aliases(&mut self, aliases: Vec<Hash>) -> Result {
		self.last_alias = aliases.last().copied().unwrap_or(self.last_alias);
		let register = aliases.into_iter().map(|alias| Registry::register_alias { alias }.into());
		self.send(Who::Provider(0), register.collect())
	}

	/// Has the busiest device request service until that is so many more requests than at first, under its agreements in turn.
	fn add_requests(&mut self, more: u32) -> Result {
		let until = TriggerSeq::from(LONG + more);
		let mut calls = Vec::new();
		while self.trigger < until {
			// The first ones are all of one agreement.
			let turn = match self.trigger.checked_sub(LONG.into()) {
				Some(later) => 1 + (later % TriggerSeq::from(LONG - 1)) as u32,
				None => 0,
			};
			self.trigger += 1;
			let agreement = self.hot_agreement + turn;
			calls.push(Maintenance::request_service { agreement, rule: 0, trigger: self.trigger }.into());
		}
		self.send(Who::Machine, calls)
	}

	/// Makes the lists long that belong to one device, one owner or one provider, so that a page of each is full from the
	/// first measurement on.
	fn build_long_lists(&mut self) -> Result {
		let (owner, provider) = (Who::Owner(0), Who::Provider(0));
		for number in 0..VIEWERS {
			if number == 0 {
				self.viewing = self.relationship;
			}
			self.view(Who::Viewer(number))?;
		}
		self.build_registry_lists(owner, provider)?;
		self.build_maintenance_lists(owner, provider)?;

		// From provider to provider and back, and each time the relationship before ends.
		for turn in 0..LONG / 3 {
			let next = Who::Provider(1 + turn % 2);
			let (relationship, account) = (self.keepers[2], self.account(next));
			self.send(owner, vec![Sharing::change_provider { relationship, provider: account }.into()])?;
			self.keepers[2] = self.relationship;
			self.relationship += 1;
			self.send(next, vec![Sharing::accept { relationship: self.keepers[2] }.into()])?;
		}
		self.send_receipts(provider)
	}

	/// Has the provider of the busiest device send more batches of receipts than are stored. Each is about a block of its own,
	/// of which there have to be as many.
	fn send_receipts(&mut self, provider: Who) -> Result {
		let relationship = self.keepers[0];
		for number in 1..=pallet_data_sharing::KEPT_BATCHES + 2 {
			let root = blake2_256(format!("receipts/{number}").as_bytes()).into();
			let batch = Batch { root, allowed: 1, refused: 0, from: number, until: number, listed: BoundedVec::new() };
			self.send(provider, vec![Sharing::receipt { relationship, batch }.into()])?;
			if self.sent >= self.done {
				self.out.send(Step::NextBlock).map_err(|_| Abandoned)?;
			}
		}
		Ok(())
	}

	fn build_registry_lists(&mut self, owner: Who, provider: Who) -> Result {
		let rekey = (0..LONG).map(|number| {
			let name = format!("device/1/{number}");
			let claim = self.actors.claim(&name, owner);
			Registry::replace_account { device: 1, account: actors::account(&name), claim }.into()
		});
		let rekey = rekey.collect();
		self.send(owner, rekey)?;
		let items = (0..pallet_device_registry::MAX_PARTS).map(|number| Stock { number: part(number), quantity: 2 });
		let (items, to) = (bounded_of(items.collect()), self.account(Who::Viewer(1)));
		let others = vec![
			Registry::set_inventory { device: 3, items }.into(),
			Registry::offer_device { device: 4, to, terms: Offer::Loan { until: FAR } }.into(),
			Registry::fund_fees { device: 0, amount: 100 * BPI }.into(),
		];
		self.send(owner, others)?;
		let (valid, stored) = (pallet_device_registry::MAX_KEYS, pallet_device_registry::MAX_STORED_KEYS);
		let keys = (1..stored).map(|number| {
			let keys = self.actors.keys(provider, number);
			if number < valid {
				Registry::add_keys { keys }.into()
			} else {
				Registry::rotate_keys { index: number - valid, keys }.into()
			}
		});
		let keys = keys.collect();
		self.send(provider, keys)?;
		let aliases = (0..LONG).map(|number| Hash::from(blake2_256(format!("first aliases/{number}").as_bytes())));
		self.add_aliases(aliases.collect())
	}

	fn build_maintenance_lists(&mut self, owner: Who, provider: Who) -> Result {
		let templates = (0..LONG).map(|_| {
			let milestones = Milestones::new();
			let (service_price, response_blocks, rules) = (BPI, DAYS, bounded_of(vec![rule()]));
			let terms = Job { service_price, response_blocks, rules, milestones, arbitration: None };
			Maintenance::publish_template { name: bounded(b"Bearings, once a year"), terms }.into()
		});
		self.send(provider, templates.collect())?;
		self.hot_agreement = self.agreement;
		self.agree(owner, provider, &vec![0; LONG as usize])?;
		let budgets = (self.hot_agreement..self.agreement)
			.map(|agreement| Maintenance::fund_budget { agreement, amount: 1_000 * BPI }.into());
		self.send(owner, budgets.collect())?;
		self.add_requests(0)?;
		let evidence = (0..pallet_maintenance::MAX_EVIDENCE_EACH).map(|number| {
			let hash = blake2_256(format!("evidence/{number}").as_bytes()).into();
			Maintenance::submit_evidence { request: 0, phase: Phase::Before, hash }.into()
		});
		self.send(owner, evidence.collect())?;
		let account = self.account(provider);
		let spares = (0..LONG).map(|number| {
			Maintenance::replenish_spares { provider: account.clone(), part: part(number), quantity: 1_000 }.into()
		});
		self.send(owner, spares.collect())?;
		let replace = (0..LONG).map(|_| {
			let (provider, part) = (account.clone(), part(0));
			Maintenance::replace_part { device: 0, provider, part, position: 1, quantity: 1 }.into()
		});
		self.send(owner, replace.collect())
	}
}

/// The number of a part.
pub fn part(number: u32) -> PartNumber {
	bounded(format!("bearing-{number:04}").as_bytes())
}

fn rule() -> Rule {
	let channel = Channel { metric: Metric::Vibration, position: 1 };
	Rule { threshold: Threshold::above(channel, 250_000, 1_000), action: Action::RequestService }
}

fn terms() -> Terms<BlockNumber> {
	Terms { mode: Mode::Read, purpose: Purpose::Diagnosis, until: None, queries: BoundedVec::new() }
}

/// What a device's record says: a machine with four kinds of parts.
pub fn profile(device: u32) -> DeviceProfile {
	let parts = (0..4).map(|number| Part { number: part(number), position: number as u8, quantity: 2, parent: None });
	DeviceProfile {
		kind: bounded(b"Centrifugal pump NK 65-200"),
		details: bounded(format!("hall 3, line 12, serial number {device:010}").as_bytes()),
		production_date: 1_500_000_000_000,
		parts: bounded_of(parts.collect()),
	}
}

/// What a record says, as providers fill it in: one query string, a sealed link, a licence; now and then a bonus query.
pub fn content(record: RecordId) -> RecordContent {
	let hash = |of: &str| Hash::from(blake2_256(format!("{of}/{record}").as_bytes()));
	let query = format!("SELECT at, g FROM vibration WHERE machine = 4711 AND series = {record:010}");
	let link: Vec<u8> = [hash("link"), hash("nonce"), hash("tag")].iter().flat_map(|hash| hash.0).collect();
	Content {
		details: Details {
			alias: hash("alias"),
			data_type: DataType::Telemetry,
			tag: bounded(TAG),
			summary: Summary { rows: 36_000, from: 1_000, until: 3_600_000, index: hash("index") },
			host: bounded(b"gatekeeper.pump-service.example:8443"),
			pointers: bounded_of(vec![Pointer { query: bounded(query.as_bytes()), hash: hash("result") }]),
			link: bounded(&link),
			licence: Some(Licence { kind: LicenceKind::Maintenance, terms: hash("licence") }),
		},
		quorum: None,
		bonus: (record % 400 == 0).then(|| Aggregate { function: Function::Average, column: tag_of(b"g") }),
	}
}

fn tag_of(text: &[u8]) -> Tag {
	bounded(text)
}

fn bounded<Limit: sp_core::Get<u32>>(text: &[u8]) -> BoundedVec<u8, Limit> {
	bounded_of(text.to_vec())
}

fn bounded_of<Item, Limit: sp_core::Get<u32>>(items: Vec<Item>) -> BoundedVec<Item, Limit> {
	BoundedVec::try_from(items).ok().expect("all that is put in is short; qed")
}

#[cfg(test)]
mod tests {
	use std::sync::mpsc;

	use codec::Encode;

	use super::*;

	fn plan(sizes: Sizes, done: u64) -> (Vec<Vec<u8>>, Vec<Sizes>) {
		let (out, steps) = mpsc::sync_channel(1);
		let author = AccountId::from([7; 32]);
		let planner = Planner::new(Actors::new(sizes, Hash::repeat_byte(1)), sizes, author, done, out);
		let thread = std::thread::spawn(move || planner.run().is_ok());
		let (mut transactions, mut measured) = (Vec::new(), Vec::new());
		for step in steps {
			match step {
				Step::Transaction(transaction) => transactions.push(transaction.encode()),
				Step::NextBlock => (),
				Step::Measure(sizes, landmarks) => {
					assert_eq!(landmarks.last_device + 1, sizes.devices);
					assert_eq!(landmarks.last_record + 1, sizes.records);
					measured.push(sizes);
				}
			}
		}
		assert!(thread.join().unwrap());
		(transactions, measured)
	}

	#[test]
	fn a_plan_that_is_continued_goes_on_where_it_stopped() {
		let sizes = Sizes { devices: 120, records: 1_203 };
		let (all, measured) = plan(sizes, 0);
		assert_eq!(measured, sizes.stages());
		let (rest, measured) = plan(sizes, 100);
		assert_eq!(measured, sizes.stages(), "also what has been measured already");
		assert_eq!(rest.len() + 100, all.len());
		// Signatures are random; the lengths are not.
		let lengths = |transactions: &[Vec<u8>]| transactions.iter().map(Vec::len).collect::<Vec<_>>();
		assert_eq!(lengths(&rest), lengths(&all[100..]));
	}

	#[test]
	fn a_planner_stops_when_nobody_takes_its_steps() {
		let sizes = Sizes { devices: 10, records: 100 };
		let (out, steps) = mpsc::sync_channel(1);
		drop(steps);
		assert!(Planner::new(Actors::new(sizes, Hash::zero()), sizes, AccountId::from([7; 32]), 0, out).run().is_err());
	}
}
