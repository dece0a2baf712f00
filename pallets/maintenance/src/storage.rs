//! The storage; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's storage.
#[pallet_section]
mod storage {
	/// The price list of each provider. Providers choose the part numbers, hence the cryptographic hashers.
	#[pallet::storage]
	pub type Parts<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, PartNumber, ListedPart>;

	/// The spare parts of each owner. Accounts and part numbers are chosen by users, hence the cryptographic hashers.
	#[pallet::storage]
	pub type SparesOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, PartOf<T::AccountId>, Spares>;

	/// The published templates. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Templates<T: Config> = StorageMap<_, Twox64Concat, TemplateId, TemplateOf<T>>;

	/// The templates of each publisher. Accounts are chosen by users (cryptographic hasher), numbers by the pallet.
	#[pallet::storage]
	pub type TemplatesOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, Publisher<T::AccountId>, Twox64Concat, TemplateId, (), OptionQuery>;

	/// How many templates the committee has published.
	#[pallet::storage]
	pub type CommitteeTemplates<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The number of the next template.
	#[pallet::storage]
	pub type NextTemplate<T: Config> = StorageValue<_, TemplateId, ValueQuery>;

	/// All agreements. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Agreements<T: Config> = StorageMap<_, Twox64Concat, AgreementId, AgreementOf<T>>;

	/// The agreements of each device. Both numbers are given out by pallets, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type AgreementsOf<T: Config> =
		StorageDoubleMap<_, Twox64Concat, DeviceId, Twox64Concat, AgreementId, (), OptionQuery>;

	/// The agreements of each owner and each provider. Accounts are chosen by users (cryptographic hasher), numbers by the
	/// pallet.
	#[pallet::storage]
	pub type AgreementsBy<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, AgreementId, (), OptionQuery>;

	/// The number of the next agreement.
	#[pallet::storage]
	pub type NextAgreement<T: Config> = StorageValue<_, AgreementId, ValueQuery>;

	/// The counters of Table 1, one for each rule. The pallet numbers agreements itself, so keys cannot be made to collide.
	#[pallet::storage]
	pub type Counters<T: Config> =
		StorageMap<_, Twox64Concat, AgreementId, BoundedVec<Counter, ConstU32<MAX_RULES>>, ValueQuery>;

	/// The device's time of the last reading that was reported, in milliseconds since the Unix epoch. The pallet numbers
	/// agreements itself, so keys cannot be made to collide.
	#[pallet::storage]
	pub type LastReading<T: Config> = StorageMap<_, Twox64Concat, AgreementId, Moment>;

	/// The greatest trigger number that has taken effect for each device. The registry numbers devices itself, so keys
	/// cannot be made to collide.
	#[pallet::storage]
	pub type LastTrigger<T: Config> = StorageMap<_, Twox64Concat, DeviceId, TriggerSeq>;

	/// The plan of each agreement that has one. The pallet numbers agreements itself, so keys cannot be made to collide.
	#[pallet::storage]
	pub type Plans<T: Config> = StorageMap<_, Twox64Concat, AgreementId, Plan<BlockNumberFor<T>>, ValueQuery>;

	/// The number of the next plan entry.
	#[pallet::storage]
	pub type NextPlan<T: Config> = StorageValue<_, PlanId, ValueQuery>;

	/// The plan entries that are due in a block, in their places. Users choose blocks, but only within the longest interval
	/// and at the price of a deposit for each, and a block number is hashed with its full value behind the hash.
	#[pallet::storage]
	pub type Agenda<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BlockNumberFor<T>, Twox64Concat, u32, (AgreementId, PlanId), OptionQuery>;

	/// How many places of a block's agenda have been given out; those that the cursor has passed are empty. None while
	/// nothing is scheduled. Keys as in `Agenda`.
	#[pallet::storage]
	pub type AgendaLength<T: Config> = StorageMap<_, Twox64Concat, BlockNumberFor<T>, u32, ValueQuery>;

	/// The block and the place up to which the agenda has been carried out. Without meaning while nothing is scheduled.
	#[pallet::storage]
	pub type AgendaCursor<T: Config> = StorageValue<_, (BlockNumberFor<T>, u32), ValueQuery>;

	/// How many plan entries are on the agenda.
	#[pallet::storage]
	pub type Scheduled<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// All requests that are not archived. The pallet numbers them itself, so nobody can choose keys that collide.
	#[pallet::storage]
	pub type Requests<T: Config> = StorageMap<_, Twox64Concat, RequestId, RequestOf<T>>;

	/// The requests of each agreement in the order in which they were raised, from 0; archived ones leave gaps. The pallet
	/// gives out both numbers.
	#[pallet::storage]
	pub type RequestsOf<T: Config> =
		StorageDoubleMap<_, Twox64Concat, AgreementId, Twox64Concat, u32, RequestId, OptionQuery>;

	/// The unsettled requests of each owner, provider and called arbiter. Accounts are chosen by users (cryptographic hasher),
	/// numbers by the pallet.
	#[pallet::storage]
	pub type Work<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, RequestId, (), OptionQuery>;

	/// What has been handed in about each request. The pallet numbers requests itself, so keys cannot be made to collide.
	#[pallet::storage]
	pub type EvidenceOf<T: Config> = StorageMap<_, Twox64Concat, RequestId, Evidences<BlockNumberFor<T>>, ValueQuery>;

	/// The number of the next request.
	#[pallet::storage]
	pub type NextRequest<T: Config> = StorageValue<_, RequestId, ValueQuery>;

	/// How many agreements that are not cancelled and requests that keep it each device has; it stays registered under its
	/// owner while there are any. The registry numbers devices itself, so keys cannot be made to collide.
	#[pallet::storage]
	pub type Uses<T: Config> = StorageMap<_, Twox64Concat, DeviceId, u32, ValueQuery>;

	/// What has happened to each device, in its order, from 0; entries that were taken away leave gaps. The registry and the
	/// pallet give out the numbers.
	#[pallet::storage]
	pub type History<T: Config> = StorageDoubleMap<_, Twox64Concat, DeviceId, Twox64Concat, u32, RecordOf<T>>;

	/// How many places in the history of each device have been given out. The registry numbers devices itself.
	#[pallet::storage]
	pub type HistoryLength<T: Config> = StorageMap<_, Twox64Concat, DeviceId, u32, ValueQuery>;

	/// How each provider has been rated. Accounts are chosen by users, hence the cryptographic hasher.
	#[pallet::storage]
	pub type Ratings<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Rating, ValueQuery>;
}
